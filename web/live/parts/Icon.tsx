/** The sprite's address, put in by the build. */
declare const ICONS: string;

/** A picture beside words, never instead of them; turns: it points along the writing. */
export function Icon({ name, turns = false }: { name: string; turns?: boolean }) {
  return (
    <svg class={turns ? "icon-svg turns" : "icon-svg"} aria-hidden="true">
      <use href={`${ICONS}#${name}`} />
    </svg>
  );
}
