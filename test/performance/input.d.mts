export declare function configuration(size: number, dense: boolean): string;
export declare function linesOf(count: number): string;
export declare function damaged(text: string): string;
