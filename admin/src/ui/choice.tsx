/** One of several, in a list that opens. The choice stands in the address. */
import { useApp } from '../app-context.ts';
import css from './choice.module.css';

type ChoiceProps<Value extends string> = {
  label: string;
  /** The parameter of the address. */
  param: string;
  value: Value;
  options: readonly { value: Value; label: string }[];
  /** The one that leaves no trace in the address. */
  usual?: Value;
};

export function Choice<Value extends string>({ label, param, value, options, usual }: ChoiceProps<Value>) {
  const { router } = useApp();
  return (
    <label class={css.choice}>
      <span>{label}</span>
      <select
        value={value}
        onChange={({ currentTarget }) =>
          router.setParams({ [param]: currentTarget.value === usual ? null : currentTarget.value })
        }
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </label>
  );
}
