export declare function hashOfSources(root: string): string;
export declare function isBuilt(root: string): boolean;
