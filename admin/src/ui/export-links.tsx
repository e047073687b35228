/** The same answer as a file: for a spreadsheet, or for a program. */
import css from './export-links.module.css';

export function ExportLinks({ path, name }: { path: string; name: string }) {
  const csv = `${path}${path.includes('?') ? '&' : '?'}format=csv`;
  return (
    <span class={css.links}>
      <a href={csv} download={`${name}.csv`}>
        CSV
      </a>
      <a href={path} download={`${name}.json`}>
        JSON
      </a>
    </span>
  );
}
