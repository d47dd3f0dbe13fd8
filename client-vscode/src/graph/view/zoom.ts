/** Size and place of the drawing in its canvas, which scrolls. */

import { type Box, READABLE } from './layout';

const SMALLEST = 0.1;
const LARGEST = 4;
const STEP = 1.2;
/** How far from the edge of the canvas a box is still in sight, in pixels. */
const IN_SIGHT = 24;

export class Zoom {
  private svg: SVGSVGElement | undefined;
  private scale = 1;

  /**
   * @param chosen The size that a person chose; `null` while the drawing follows the canvas.
   * @param changed Told of each size that a person chooses.
   */
  constructor(
    private readonly canvas: HTMLElement,
    private chosen: number | null,
    private readonly changed: (chosen: number) => void,
  ) {
    canvas.addEventListener(
      'wheel',
      (event) => {
        if (event.ctrlKey || event.metaKey) {
          event.preventDefault();
          const { left, top } = canvas.getBoundingClientRect();
          const at = { x: event.clientX - left, y: event.clientY - top };
          this.choose(this.scale * (event.deltaY < 0 ? STEP : 1 / STEP), at);
        }
      },
      { passive: false },
    );
    this.dragWithPointer();
  }

  /** Take a new drawing; the size that a person chose stays. */
  take(svg: SVGSVGElement): void {
    this.svg = svg;
    this.settle();
  }

  /** Show everything, at its natural size at most. */
  fit(): void {
    this.choose(this.scaleToFit(true));
  }

  larger(): void {
    this.choose(this.scale * STEP);
  }

  smaller(): void {
    this.choose(this.scale / STEP);
  }

  /** Bring a box into sight, to the middle unless it is there. */
  reveal({ x, y, width, height }: Box): void {
    const { canvas, scale } = this;
    const [left, top] = this.offset();
    const [middleX, middleY] = [left + (x + width / 2) * scale, top + (y + height / 2) * scale];
    const { scrollLeft, scrollTop, clientWidth, clientHeight } = canvas;
    const reachX = (width / 2) * scale + IN_SIGHT / 2;
    if (middleX - reachX < scrollLeft || middleX + reachX > scrollLeft + clientWidth) {
      canvas.scrollLeft = middleX - clientWidth / 2;
    }
    if (middleY - IN_SIGHT < scrollTop || middleY + IN_SIGHT > scrollTop + clientHeight) {
      canvas.scrollTop = middleY - clientHeight / 2;
    }
  }

  /** Where the corner of a box is seen, in pixels of the canvas. */
  seenAt({ x, y }: Box): { readonly x: number; readonly y: number } {
    const [left, top] = this.offset();
    return {
      x: left + x * this.scale - this.canvas.scrollLeft,
      y: top + y * this.scale - this.canvas.scrollTop,
    };
  }

  /** Scroll so that the corner of a box is seen where another one was. */
  keepAt(box: Box, before: { readonly x: number; readonly y: number }): void {
    const now = this.seenAt(box);
    this.canvas.scrollBy(now.x - before.x, now.y - before.y);
  }

  /** Take the size that was chosen, or the one whose width fits as far as it can be read. */
  private settle(): void {
    this.apply(this.chosen ?? Math.max(READABLE, this.scaleToFit(false)));
  }

  private scaleToFit(whole: boolean): number {
    const box = this.svg?.viewBox.baseVal;
    const { clientWidth, clientHeight } = this.canvas;
    return box?.width && box.height
      ? Math.min(1, clientWidth / box.width, whole ? clientHeight / box.height : 1)
      : 1;
  }

  /** Take a size, and keep a point of the canvas where it is: the middle when none is given. */
  private choose(scale: number, at?: { readonly x: number; readonly y: number }): void {
    const { canvas } = this;
    const { x, y } = at ?? { x: canvas.clientWidth / 2, y: canvas.clientHeight / 2 };
    const [left, top] = this.offset();
    const [pointX, pointY] = [
      (canvas.scrollLeft + x - left) / this.scale,
      (canvas.scrollTop + y - top) / this.scale,
    ];
    this.apply(scale);
    const [newLeft, newTop] = this.offset();
    canvas.scrollLeft = newLeft + pointX * this.scale - x;
    canvas.scrollTop = newTop + pointY * this.scale - y;
    this.chosen = this.scale;
    this.changed(this.scale);
  }

  private apply(scale: number): void {
    this.scale = Math.min(LARGEST, Math.max(SMALLEST, scale));
    const box = this.svg?.viewBox.baseVal;
    if (this.svg && box) {
      this.svg.setAttribute('width', String(box.width * this.scale));
      this.svg.setAttribute('height', String(box.height * this.scale));
    }
  }

  /** A drawing that is smaller than the canvas stands in its middle, at the top. */
  private offset(): [number, number] {
    const width = (this.svg?.viewBox.baseVal.width ?? 0) * this.scale;
    return [Math.max(0, (this.canvas.clientWidth - width) / 2), 0];
  }

  private dragWithPointer(): void {
    const { canvas } = this;
    canvas.addEventListener('pointerdown', (event) => {
      const isFree =
        event.target instanceof Element && event.target.closest('.node, .toggle') === null;
      if (event.button === 0 && isFree) {
        canvas.setPointerCapture(event.pointerId);
      }
    });
    canvas.addEventListener('pointermove', (event) => {
      if (canvas.hasPointerCapture(event.pointerId)) {
        canvas.scrollBy(-event.movementX, -event.movementY);
      }
    });
  }
}
