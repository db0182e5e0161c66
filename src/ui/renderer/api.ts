/** The part of the editor's renderer API that is used here. */
export interface RendererContext {
  postMessage?(message: unknown): void;
}

export interface RendererOutput {
  readonly id: string;
  json(): unknown;
}

export interface Renderer {
  renderOutputItem(output: RendererOutput, element: HTMLElement): void;
  disposeOutputItem?(id?: string): void;
}
