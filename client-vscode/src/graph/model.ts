/** The graph as the server answers it (`floe.graph`), and what the view and the editor tell each other. */

export type State = 'ok' | 'info' | 'warning' | 'error';

/** A place of the protocol: from zero, in UTF-16 units. */
export interface Place {
  readonly line: number;
  readonly character: number;
}

export interface Extent {
  readonly start: Place;
  readonly end: Place;
}

export interface GraphNode {
  readonly name: string;
  /** The whole entry; of a name that stands nowhere, its first use. */
  readonly range: Extent;
  /** The name itself. */
  readonly selection: Extent;
  /** `false` for a name that is depended on and stands nowhere. */
  readonly declared: boolean;
  readonly engine: string | null;
  readonly engineIsWritten: boolean;
  readonly tier: string | null;
  readonly description: string | null;
  readonly state: State;
  /** How many diagnostics stand at it. */
  readonly findings: number;
}

export interface GraphEdge {
  /** Is built before `target`. */
  readonly source: string;
  readonly target: string;
  readonly state: State;
}

export interface Graph {
  readonly product: string | null;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/** From the editor to the view. */
export type ToView =
  | { readonly type: 'graph'; readonly graph: Graph; readonly caret: string | null }
  /** The caret came to another transform. */
  | { readonly type: 'caret'; readonly name: string }
  | { readonly type: 'trouble'; readonly message: string };

/** From the view to the editor. */
export type FromView =
  | { readonly type: 'ready' }
  | { readonly type: 'open'; readonly name: string }
  | { readonly type: 'export'; readonly format: 'svg' | 'png'; readonly data: string };
