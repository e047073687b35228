/** The widths that are made of pictures: those of devices, and those of pictures that fill a part of the page. */

const deviceWidths = [640, 750, 828, 1_080, 1_200, 1_920, 2_048, 3_840];
const imageWidths = [16, 32, 48, 64, 96, 128, 256, 384];

/** Ascending, in pixels. */
export const widths = [...imageWidths, ...deviceWidths];
export const largestWidth = 3_840;

/** The widths of a picture: those below its own, and its own. */
export function widthsOf(pictureWidth: number): number[] {
  const own = Math.min(pictureWidth, largestWidth);
  return [...widths.filter((width) => width < own), own];
}

/** How wide the file is that answers `w`. Undefined: this is no width that is made. */
export function widthFor(pictureWidth: number, asked: number | undefined): number | undefined {
  const own = Math.min(pictureWidth, largestWidth);
  if (asked === undefined || asked === own) return own;
  return widths.includes(asked) ? Math.min(asked, own) : undefined;
}
