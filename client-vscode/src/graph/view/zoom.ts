/** Size and place of the drawing in its canvas, which scrolls. */

const SMALLEST = 0.1;
const LARGEST = 4;
const STEP = 1.2;
/** Smaller than this the words cannot be read: a large drawing scrolls until Fit is asked for. */
const READABLE = 0.7;

export class Zoom {
  private svg: SVGSVGElement | undefined;
  private scale = 1;
  /** Whether the drawing follows the size of the canvas, until a person chooses a size. */
  private fits = true;

  constructor(private readonly canvas: HTMLElement) {
    new ResizeObserver(() => this.fits && this.settle()).observe(canvas);
    canvas.addEventListener(
      'wheel',
      (event) => {
        if (event.ctrlKey || event.metaKey) {
          event.preventDefault();
          this.by(event.deltaY < 0 ? STEP : 1 / STEP);
        }
      },
      { passive: false },
    );
    this.dragWithPointer();
  }

  /** Take a new drawing; the size that a person chose stays. */
  take(svg: SVGSVGElement): void {
    this.svg = svg;
    if (this.fits) {
      this.settle();
    } else {
      this.apply();
    }
  }

  /** Show everything, at its natural size at most. */
  fit(): void {
    this.fits = false;
    this.scale = this.scaleToFit();
    this.apply();
  }

  larger(): void {
    this.by(STEP);
  }

  smaller(): void {
    this.by(1 / STEP);
  }

  /** Take the size that fits, as far as it can be read. */
  private settle(): void {
    this.scale = Math.max(READABLE, this.scaleToFit());
    this.apply();
  }

  private scaleToFit(): number {
    const box = this.svg?.viewBox.baseVal;
    const { clientWidth, clientHeight } = this.canvas;
    return box?.width && box.height
      ? Math.min(1, clientWidth / box.width, clientHeight / box.height)
      : 1;
  }

  private by(factor: number): void {
    this.fits = false;
    this.scale *= factor;
    this.apply();
  }

  private apply(): void {
    this.scale = Math.min(LARGEST, Math.max(SMALLEST, this.scale));
    const box = this.svg?.viewBox.baseVal;
    if (this.svg && box) {
      this.svg.setAttribute('width', String(box.width * this.scale));
      this.svg.setAttribute('height', String(box.height * this.scale));
    }
  }

  private dragWithPointer(): void {
    const { canvas } = this;
    canvas.addEventListener('pointerdown', (event) => {
      const isFree = event.target instanceof Element && event.target.closest('.node') === null;
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
