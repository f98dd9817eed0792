import { onBeforeUnmount, onMounted } from 'vue';

/** Single keys act on the page unless words are being typed or a modifier is held. */
export function useKeys(actions: Readonly<Record<string, () => void>>): void {
  const press = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const { target } = event;
    if (
      target instanceof HTMLElement &&
      target.closest('input, textarea, select, [contenteditable], [role="combobox"], dialog, [role="dialog"]')
    )
      return;
    const act = actions[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
  onMounted(() => window.addEventListener('keydown', press));
  onBeforeUnmount(() => window.removeEventListener('keydown', press));
}
