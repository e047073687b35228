/** Everything known about the chosen row of the waterfall; a statement with its whole text. */
import { useState } from 'preact/hooks';
import { Button } from '../../ui/button.tsx';
import type { Row, RowKind } from '../../waterfall/row.ts';
import { FactList } from './fact-list.tsx';
import css from './panel.module.css';

const kindNames: Record<RowKind, string> = {
  navigation: 'The page’s own request',
  phase: 'Phase',
  document: 'Building the page',
  request: 'API request',
  resource: 'Resource',
  measure: 'Measure',
  server: 'Server',
  sql: 'SQL statement',
  'sql-group': 'The same statement, again and again',
  call: 'Call to another service',
  timer: 'Timer',
  cache: 'Cache',
};

export function ChosenRow({ row, onZoom, onClose }: { row: Row; onZoom: () => void; onClose: () => void }) {
  const statement = row.facts.find((fact) => fact.label === 'Statement')?.value;
  return (
    <section class={`${css.panel} ${css.chosen}`} aria-label="Chosen row">
      <div class={css.title}>
        <h2>{kindNames[row.kind]}</h2>
        <Button look="quiet" label="Close" onClick={onClose}>
          <span aria-hidden="true">✕</span>
        </Button>
      </div>
      {row.facts.length === 0 ? <p>{row.label}</p> : <FactList facts={row.facts} />}
      <div class={css.bar}>
        <Button onClick={onZoom}>Zoom to it</Button>
        {statement !== undefined && <CopyButton key={row.id} text={statement} />}
      </div>
    </section>
  );
}

function CopyButton({ text }: { text: string }) {
  const [isCopied, setIsCopied] = useState(false);
  // Absent on plain http outside of localhost.
  if (!navigator.clipboard) return null;
  return (
    <Button
      onClick={() =>
        navigator.clipboard.writeText(text).then(
          () => setIsCopied(true),
          () => setIsCopied(false),
        )
      }
    >
      {isCopied ? 'Copied' : 'Copy statement'}
    </Button>
  );
}
