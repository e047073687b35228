/** Chooses the span of time: the last hours or days at a click, or two moments of one's own. */
import { useRef, useState } from 'preact/hooks';
import { useApp } from '../app-context.ts';
import { timeZone } from '../format/moment.ts';
import { type LastRange, lastRanges, parseRange, rangeParams } from '../state/range.ts';
import { Button } from './button.tsx';
import css from './range-picker.module.css';
import { Segmented } from './segmented.tsx';
import { useCloseFromOutside } from './use-close-from-outside.ts';

const titles: Record<LastRange, string> = {
  '1h': 'Last hour',
  '24h': 'Last 24 hours',
  '7d': 'Last 7 days',
  '30d': 'Last 30 days',
  '90d': 'Last 90 days',
  '400d': 'Last 400 days',
};
const options = lastRanges.map((value) => ({ value, label: value, title: titles[value] }));

export function RangePicker() {
  const { router } = useApp();
  const range = parseRange(router.address.value.params);
  return (
    <div class={css.picker}>
      <Segmented
        legend="Period"
        options={options}
        value={'last' in range ? range.last : null}
        onChoose={(last) => router.setParams(rangeParams({ last }))}
      />
      <BetweenPicker />
    </div>
  );
}

function BetweenPicker() {
  const { router } = useApp();
  const range = parseRange(router.address.value.params);
  const isChosen = !('last' in range);
  const details = useRef<HTMLDetailsElement>(null);
  const [isWrong, setIsWrong] = useState(false);
  useCloseFromOutside(details);

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const fromMs = Date.parse(String(form.get('from')));
    const toMs = Date.parse(String(form.get('to')));
    const isRight = fromMs < toMs;
    setIsWrong(!isRight);
    if (!isRight) return;
    details.current?.removeAttribute('open');
    router.setParams(rangeParams({ fromMs, toMs }));
  }

  const initial = isChosen ? range : { fromMs: Date.now() - 86_400_000, toMs: Date.now() };
  return (
    <details class={css.between} ref={details} data-chosen={isChosen || undefined}>
      <summary>{isChosen ? 'Own period' : 'Own period…'}</summary>
      <form class={css.panel} onSubmit={submit}>
        <label class={css.field}>
          From
          <input type="datetime-local" name="from" required defaultValue={toLocalText(initial.fromMs)} />
        </label>
        <label class={css.field}>
          To
          <input type="datetime-local" name="to" required defaultValue={toLocalText(initial.toMs)} />
        </label>
        {isWrong && (
          <p class={css.wrong} role="alert">
            “From” has to lie before “To”.
          </p>
        )}
        <small>Times in {timeZone()}</small>
        <Button type="submit" look="main">
          Show this period
        </Button>
      </form>
    </details>
  );
}

/** What `datetime-local` takes: local time without a zone. */
function toLocalText(atMs: number): string {
  const local = new Date(atMs - new Date(atMs).getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}
