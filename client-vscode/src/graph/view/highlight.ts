/**
 * Says by classes what of a drawing stands out: the one that is lit with its neighbours while the
 * rest is faded, the lines of the one that is pointed at, and what a search finds.
 */

export class Highlight {
  private readonly nodes: ReadonlyMap<string, SVGElement>;
  private readonly edges: readonly SVGElement[];

  constructor(private readonly svg: SVGSVGElement) {
    this.nodes = new Map(
      [...svg.querySelectorAll<SVGElement>('.node')].map((each) => [
        each.dataset['id'] ?? '',
        each,
      ]),
    );
    this.edges = [...svg.querySelectorAll<SVGElement>('.edge')];
    const over = (event: Event) => this.touch(idAt(event.target));
    svg.addEventListener('pointerover', over);
    svg.addEventListener('pointerleave', () => this.touch(undefined));
    svg.addEventListener('focusin', over);
    svg.addEventListener('focusout', () => this.touch(undefined));
  }

  /** Light a box up with its neighbours; `fades` says whether the rest steps back. */
  light(id: string | undefined, fades: boolean): void {
    const shown = id !== undefined && this.nodes.has(id) ? id : undefined;
    this.svg.classList.toggle('has-lit', shown !== undefined && fades);
    this.stand(shown, 'lit', 'near');
    for (const [each, node] of this.nodes) {
      if (each === shown) {
        node.setAttribute('aria-current', 'true');
      } else {
        node.removeAttribute('aria-current');
      }
    }
  }

  /** Show the lines of a box. */
  private touch(id: string | undefined): void {
    this.stand(id, 'touched', 'beside');
  }

  /** Mark what a search finds, fade the rest; `undefined` ends the search. */
  mark(found: ReadonlySet<string> | undefined, current: string | undefined): void {
    this.svg.classList.toggle('searching', found !== undefined);
    for (const [id, node] of this.nodes) {
      node.classList.toggle('match', found?.has(id) ?? false);
      node.classList.toggle('current', found !== undefined && id === current);
    }
  }

  private stand(id: string | undefined, itself: string, others: string): void {
    const near = new Set<string>();
    for (const edge of this.edges) {
      const { source = '', target = '' } = edge.dataset;
      const isIts = id !== undefined && (source === id || target === id);
      edge.classList.toggle(itself, isIts);
      if (isIts) {
        near.add(source === id ? target : source);
        // What is drawn later lies above.
        edge.parentElement?.append(edge);
      }
    }
    for (const [each, node] of this.nodes) {
      node.classList.toggle(itself, each === id);
      node.classList.toggle(others, each !== id && near.has(each));
    }
  }
}

/** Return the id of the box that an element belongs to. */
export function idAt(target: EventTarget | null): string | undefined {
  const found = target instanceof Element ? target.closest<SVGElement>('.node') : null;
  return found?.dataset['id'];
}
