/** A button. `main` for the one thing a form is for, `quiet` for what should not call out. */
import type { ComponentChildren } from 'preact';
import css from './button.module.css';

type ButtonProps = {
  children: ComponentChildren;
  look?: 'main' | 'normal' | 'quiet';
  type?: 'button' | 'submit';
  isDisabled?: boolean;
  label?: string;
  isPressed?: boolean;
  onClick?: () => void;
};

export function Button({
  children,
  look = 'normal',
  type = 'button',
  isDisabled = false,
  label,
  isPressed,
  onClick,
}: ButtonProps) {
  return (
    <button
      class={`${css.button} ${css[look] ?? ''}`}
      type={type}
      disabled={isDisabled}
      aria-label={label}
      aria-pressed={isPressed}
      onClick={onClick}
    >
      {children}
    </button>
  );
}
