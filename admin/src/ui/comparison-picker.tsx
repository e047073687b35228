/** Chooses what the numbers of a screen stand beside. */
import { useApp } from '../app-context.ts';
import { comparisonParam, comparisons, comparisonTitles, parseComparison } from '../state/comparison.ts';
import css from './comparison-picker.module.css';

export function ComparisonPicker() {
  const { router } = useApp();
  return (
    <label class={css.picker}>
      Compared with
      <select
        value={parseComparison(router.address.value.params)}
        onChange={({ currentTarget }) => {
          const chosen = comparisons.find((name) => name === currentTarget.value);
          if (chosen) router.setParams({ compare: comparisonParam(chosen) });
        }}
      >
        {comparisons.map((name) => (
          <option key={name} value={name}>
            {comparisonTitles[name]}
          </option>
        ))}
      </select>
    </label>
  );
}
