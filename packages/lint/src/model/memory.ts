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

/** The same for each of some things, as servers or scopes. */
export function foundOnceFor<C extends Context, Key extends object, Value>(
  find: (context: C, key: Key) => Value,
): (context: C, key: Key) => Value {
  const found: (context: C) => Map<Key, Value> = foundOnce(() => new Map());
  return (context, key) => {
    const known = found(context);
    let value = known.get(key);
    if (value === undefined) {
      value = find(context, key);
      known.set(key, value);
    }
    return value;
  };
}
