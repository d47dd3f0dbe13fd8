/** Lays a graph out: places for nodes, edges and tiers, in pixels, from left to right. */

import { layout as arrange, Graph as Dagre } from '@dagrejs/dagre';
import type { Graph, GraphEdge, GraphNode } from '../model';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

/** A node; `x` and `y` are its upper left corner. */
export interface PlacedNode extends Box {
  readonly node: GraphNode;
}

export interface PlacedEdge {
  readonly edge: GraphEdge;
  readonly points: readonly Point[];
}

/** A frame round the transforms of one tier. */
export interface PlacedTier extends Box {
  readonly tier: string;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
  readonly tiers: readonly PlacedTier[];
}

export const NODE_HEIGHT = 44;
const MARGIN = 20;
/** Room above the nodes of a tier for its name. */
const TITLE = 22;
/** Beyond this many nodes frames take seconds to lay out; the tier stands in each node as well. */
const MOST_FRAMED = 400;
const PREFIX = 'tier:';

/** Lay a graph out. Transforms of one tier stand in a frame; those without a tier in none. */
export function layoutGraph(graph: Graph, widthOf: (node: GraphNode) => number): Layout {
  const framed = graph.nodes.length <= MOST_FRAMED;
  const dagre = new Dagre({ compound: true, directed: true, multigraph: false });
  dagre.setGraph({ rankdir: 'LR', nodesep: 14, ranksep: 32, marginx: MARGIN, marginy: MARGIN });
  dagre.setDefaultEdgeLabel(() => ({}));
  for (const node of graph.nodes) {
    dagre.setNode(idOf(node.name), { width: widthOf(node), height: NODE_HEIGHT });
    if (framed && node.tier !== null) {
      const frame = PREFIX + node.tier;
      if (!dagre.hasNode(frame)) {
        dagre.setNode(frame, {});
      }
      dagre.setParent(idOf(node.name), frame);
    }
  }
  for (const edge of graph.edges) {
    dagre.setEdge(idOf(edge.source), idOf(edge.target), {});
  }
  arrange(dagre);
  return framed ? withTitles(read(graph, dagre)) : read(graph, dagre);
}

/** A transform may be called as a frame is. */
function idOf(name: string): string {
  return `node:${name}`;
}

function read(graph: Graph, dagre: Dagre): Layout {
  const boxOf = (id: string): Box => {
    const { x = 0, y = 0, width = 0, height = 0 } = dagre.node(id) as Partial<Box>;
    return { x: x - width / 2, y: y - height / 2, width, height };
  };
  const tiers = dagre.nodes().filter((id) => id.startsWith(PREFIX));
  const { width = 0, height = 0 } = dagre.graph() as { width?: number; height?: number };
  return {
    width,
    height,
    nodes: graph.nodes.map((node) => ({ node, ...boxOf(idOf(node.name)) })),
    edges: graph.edges.map((edge) => {
      const [source, target] = [idOf(edge.source), idOf(edge.target)];
      const { points = [] } = dagre.edge(source, target) as { points?: Point[] };
      return { edge, points: fromSideToSide(points, boxOf(source), boxOf(target)) };
    }),
    tiers: tiers.map((id) => ({ tier: id.slice(PREFIX.length), ...boxOf(id) })),
  };
}

/** Let an edge that leads to the right begin and end at the middle of a side, not at a corner. */
function fromSideToSide(points: readonly Point[], source: Box, target: Box): readonly Point[] {
  const start = { x: source.x + source.width, y: source.y + source.height / 2 };
  const end = { x: target.x, y: target.y + target.height / 2 };
  return start.x < end.x ? [start, ...points.slice(1, -1), end] : points;
}

/** Make room above each tier for its name. */
function withTitles(layout: Layout): Layout {
  return {
    ...layout,
    height: layout.height + (layout.tiers.length > 0 ? TITLE : 0),
    nodes: layout.nodes.map((each) => ({ ...each, y: each.y + TITLE })),
    edges: layout.edges.map((each) => ({
      ...each,
      points: each.points.map(({ x, y }) => ({ x, y: y + TITLE })),
    })),
    tiers: layout.tiers.map((each) => ({ ...each, height: each.height + TITLE })),
  };
}
