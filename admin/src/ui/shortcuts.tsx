/** The keys that work everywhere, told by `?` or the button in the header. */
import { useRef } from 'preact/hooks';
import { Button } from './button.tsx';
import css from './shortcuts.module.css';
import { useKeys } from './use-keys.ts';

const shortcuts: readonly [keys: readonly string[], meaning: string][] = [
  [['/'], 'Filter the list'],
  [['j', 'k'], 'Next or former row'],
  [['Enter'], 'Open the row'],
  [['Esc'], 'Back to where you came from'],
  [['←', '→'], 'Close or open a row of the waterfall'],
  [['z'], 'Zoom the waterfall to the chosen row'],
  [['0'], 'Show the waterfall whole'],
  [['?'], 'This list'],
];

export function Shortcuts() {
  const dialog = useRef<HTMLDialogElement>(null);
  const open = () => dialog.current?.showModal();
  useKeys({ '?': open });

  return (
    <>
      <Button look="quiet" label="Keyboard shortcuts" onClick={open}>
        <span aria-hidden="true">?</span>
      </Button>
      <dialog ref={dialog} class={css.dialog} aria-labelledby="shortcuts-title">
        <h2 class={css.title} id="shortcuts-title">
          Keyboard
        </h2>
        <dl class={css.list}>
          {shortcuts.map(([keys, meaning]) => (
            <div key={meaning} style={{ display: 'contents' }}>
              <dt>
                {keys.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
        <Button onClick={() => dialog.current?.close()}>Close</Button>
      </dialog>
    </>
  );
}
