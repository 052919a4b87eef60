import type { Scope } from "./scope.ts";

type Context = { readonly scopes: () => readonly Scope[] };

/** Finds something out once for a run over a tree: many rules ask the same. Scopes are made anew for every run. */
export function foundOnce<C extends Context, Value extends object>(find: (context: C) => Value): (context: C) => Value {
  const known = new WeakMap<readonly Scope[], Value>();
  return (context) => {
    const key = context.scopes();
    let found = known.get(key);
    if (found === undefined) {
      found = find(context);
      known.set(key, found);
    }
    return found;
  };
}
