import type { IntegerOperator, StringOperator } from "./nodes.ts";

const canonical: Readonly<Record<string, StringOperator | IntegerOperator>> = {
  T_OP_STR_EQ: "==",
  T_OP_STR_NE: "!=",
  T_OP_STR_LT: "<",
  T_OP_STR_LE: "<=",
  T_OP_STR_GT: ">",
  T_OP_STR_GE: ">=",
  T_OP_EQ: "-eq",
  T_OP_NE: "-ne",
  T_OP_LT: "-lt",
  T_OP_LE: "-le",
  T_OP_GT: "-gt",
  T_OP_GE: "-ge",
};

/** One spelling for each comparison. */
export function compareOperator(symbol: string): StringOperator | IntegerOperator {
  return canonical[symbol] ?? "==";
}
