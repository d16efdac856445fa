import type { ComponentChildren } from "preact";
import { useId, useRef } from "preact/hooks";
import { Icon } from "./Icon";

/** Three dots that open a menu (ARIA menu button). The popover keeps it above everything and closes it on a click elsewhere. */
export function Menu({ label, keep, children }: { label: string; keep?: string; children: ComponentChildren }) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  const toggled = ({ newState }: { newState: string }): void => {
    const open = newState === "open";
    button.current?.setAttribute("aria-expanded", String(open));
    if (!open || !button.current || !menu.current) return;
    place(menu.current, button.current);
    items(menu.current)[0]?.focus();
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        class="button icon quiet small"
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded="false"
        aria-controls={id}
        popovertarget={id}
        data-keep={keep}
      >
        <Icon name="ellipsis-vertical" />
      </button>
      <div
        ref={menu}
        id={id}
        class="menu"
        role="menu"
        aria-label={label}
        popover="auto"
        onToggle={toggled}
        onKeyDown={(event) => walk(event, items(event.currentTarget))}
        onClick={(event) => event.currentTarget.hidePopover()}
      >
        {children}
      </div>
    </>
  );
}

const items = (menu: Element): HTMLElement[] => [...menu.querySelectorAll<HTMLElement>("[role^=menuitem]")];

/** Under the button with the ends aligned, or over it where there is no room. */
function place(menu: HTMLElement, button: HTMLElement): void {
  const at = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const fromStart = getComputedStyle(menu).direction === "rtl" ? at.left : at.right - width;
  const below = at.bottom + 4;
  const top = below + height > innerHeight ? Math.max(8, at.top - height - 4) : below;
  Object.assign(menu.style, {
    position: "fixed",
    inset: "auto",
    left: `${Math.min(Math.max(8, fromStart), innerWidth - width - 8)}px`,
    top: `${top}px`,
  });
}

function walk(event: KeyboardEvent, all: HTMLElement[]): void {
  const at = all.indexOf(document.activeElement as HTMLElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
  if (event.key === "Tab") (event.currentTarget as HTMLElement).hidePopover();
  if (to === undefined) return;
  event.preventDefault();
  all.at(to % all.length)?.focus();
}
