/** Pixels to paint on: colours are laid over one another in place, so that a picture costs no object per pixel. */
import { speckle } from './noise.ts';
import type { Color } from './palettes.ts';

/** How far grain moves a colour, of 255. */
const grainDepth = 7;

export class Canvas {
  readonly width: number;
  readonly height: number;
  readonly #colors: Float32Array;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.#colors = new Float32Array(width * height * 3);
  }

  fill(x: number, y: number, color: Color): void {
    const at = this.#at(x, y);
    this.#colors[at] = color[0];
    this.#colors[at + 1] = color[1];
    this.#colors[at + 2] = color[2];
  }

  /** Lays a colour over what is there. @param ratio 0: nothing changes, 1: covers it. */
  blend(x: number, y: number, color: Color, ratio: number): void {
    if (!(ratio > 0)) return;
    const at = this.#at(x, y);
    const share = Math.min(1, ratio);
    const colors = this.#colors;
    const [red, green, blue] = [colors[at] as number, colors[at + 1] as number, colors[at + 2] as number];
    colors[at] = red + (color[0] - red) * share;
    colors[at + 1] = green + (color[1] - green) * share;
    colors[at + 2] = blue + (color[2] - blue) * share;
  }

  copy(x: number, y: number, fromX: number, fromY: number): void {
    const from = this.#at(clamp(fromX, this.width), clamp(fromY, this.height));
    const to = this.#at(x, y);
    for (let part = 0; part < 3; part++) this.#colors[to + part] = this.#colors[from + part] as number;
  }

  /** Red, green, blue of every pixel, with the grain of film: it also keeps large areas from showing bands. */
  toPixels(): Buffer {
    const pixels = Buffer.alloc(this.#colors.length);
    for (let at = 0; at < pixels.length; at++) {
      const grain = (speckle(Math.floor(at / 3), 7) - 0.5) * grainDepth;
      pixels[at] = Math.max(0, Math.min(255, (this.#colors[at] as number) + grain));
    }
    return pixels;
  }

  #at(x: number, y: number): number {
    return (y * this.width + x) * 3;
  }
}

function clamp(place: number, size: number): number {
  return Math.max(0, Math.min(size - 1, Math.floor(place)));
}
