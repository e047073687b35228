/** One of a few, all in sight. Radio buttons underneath, so arrows and screen readers work as they always do. */
import { useId } from 'preact/hooks';
import { Hidden } from './hidden.tsx';
import css from './segmented.module.css';

type SegmentedProps<Value extends string> = {
  legend: string;
  options: readonly { value: Value; label: string; title?: string }[];
  value: Value | null;
  onChoose: (value: Value) => void;
};

export function Segmented<Value extends string>({ legend, options, value, onChoose }: SegmentedProps<Value>) {
  const name = useId();
  return (
    <fieldset>
      <legend>
        <Hidden>{legend}</Hidden>
      </legend>
      <div class={css.options}>
        {options.map((option) => (
          <label class={css.option} key={option.value} title={option.title}>
            <input
              type="radio"
              name={name}
              checked={option.value === value}
              onChange={() => onChoose(option.value)}
            />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
