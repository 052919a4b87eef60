// What Chevrotain 11 uses of lodash, in terms of the language, as Chevrotain 12 has it: in the bundled command it takes
// the place of lodash, whose general functions are a good part of what a start has to load and to run. The build fails
// when Chevrotain uses more.

const entriesOf = (of) => (Array.isArray(of) ? of.map((value, at) => [at, value]) : Object.entries(of ?? {}));
const isObjectLike = (value) => typeof value === "object" && value !== null;

export const { isArray } = Array;
export const { assign } = Object;
export const isUndefined = (value) => value === undefined;
export const isString = (value) => typeof value === "string";
export const isFunction = (value) => typeof value === "function";
export const isRegExp = (value) => value instanceof RegExp;
export const isObject = (value) => isObjectLike(value) || isFunction(value);
export const isEmpty = (of) => (isArray(of) || isString(of) ? of.length === 0 : keys(of).length === 0);

export const noop = () => {};
export const identity = (value) => value;
export const upperFirst = (text) => text.charAt(0).toUpperCase() + text.slice(1);

export const has = (of, key) => of !== undefined && of !== null && Object.hasOwn(of, key);
export const keys = (of) => Object.keys(of ?? {});
export const values = (of) => Object.values(of ?? {});
export const clone = (of) => {
  if (isArray(of)) return of.slice();
  return isObjectLike(of) ? assign(Object.create(Object.getPrototypeOf(of)), of) : of;
};
export const defaults = (into, from) => assign(into, { ...from, ...pickBy(into, (value) => value !== undefined) });
export const pickBy = (of, test) => Object.fromEntries(entriesOf(of).filter(([key, value]) => test(value, key)));

export const first = (list) => list?.[0];
export const last = (list) => list?.at(-1);
export const drop = (list, count = 1) => list.slice(count);
export const dropRight = (list, count = 1) => list.slice(0, Math.max(list.length - count, 0));
export const compact = (list) => list.filter(Boolean);
export const flatten = (list) => list.flat();
export const uniq = (list) => Array.from(new Set(list));
export const difference = (list, without) => list.filter((value) => !without.includes(value));
export const indexOf = (list, value) => list.indexOf(value);
export const includes = (of, value) => (isString(of) || isArray(of) ? of : values(of)).includes(value);

export const forEach = (of, run) => {
  if (isArray(of)) of.every((value, at) => run(value, at) !== false);
  else entriesOf(of).every(([key, value]) => run(value, key) !== false);
  return of;
};
export const map = (of, change) => {
  const changed = isString(change) ? (value) => value[change] : change;
  return isArray(of) ? of.map(changed) : entriesOf(of).map(([key, value]) => changed(value, key));
};
export const flatMap = (of, change) => map(of, change).flat();
export const filter = (of, test) =>
  entriesOf(of)
    .filter(([key, value]) => test(value, key))
    .map(([, value]) => value);
export const reject = (of, test) => filter(of, (value, key) => !test(value, key));
export const find = (of, test) => values(of).find(test);
export const some = (of, test) => values(of).some(test);
export const every = (of, test) => values(of).every(test);
export const reduce = (of, add, start) => entriesOf(of).reduce((all, [key, value]) => add(all, value, key), start);
export const groupBy = (of, keyOf) => {
  const groups = {};
  for (const value of values(of)) {
    const key = keyOf(value);
    groups[key] ??= [];
    groups[key].push(value);
  }
  return groups;
};
