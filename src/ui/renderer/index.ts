import { isPanel } from '../panel.ts';
import type { Renderer, RendererContext } from './api.ts';
import { element } from './dom.ts';
import { style } from './style.ts';
import { panelView } from './views.ts';

/** Called by the editor once for each notebook view that shows a panel. */
export function activate(context: RendererContext): Renderer {
  return {
    renderOutputItem(output, host) {
      const panel = output.json();
      if (!isPanel(panel)) return;
      const shadow = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
      const send = (message: unknown): void => {
        context.postMessage?.(message);
      };
      shadow.replaceChildren(element('style', { text: style }), panelView(panel, send));
    },
  };
}
