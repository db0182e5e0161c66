/** Style of the panels: the editor's own colours and fonts, nothing else. */
export const style = `
:host { all: initial; }
.panel {
  font-family: var(--vscode-font-family);
  font-size: var(--vscode-font-size, 13px);
  color: var(--vscode-foreground);
  line-height: 1.45;
  padding: 6px 12px 8px;
  border-left: 3px solid var(--vscode-panel-border, transparent);
  max-width: 110ch;
  overflow-wrap: anywhere;
}
.panel.warning { border-left-color: var(--vscode-editorWarning-foreground); }
.panel.danger { border-left-color: var(--vscode-errorForeground); }
.title { font-weight: 600; }
.panel.plain:not(.ask) > .title { font-weight: normal; color: var(--vscode-descriptionForeground); }
.danger .title, .loss, .what { color: var(--vscode-errorForeground); }
.what { font-weight: 600; }
.where { color: var(--vscode-descriptionForeground); }
.head { display: flex; flex-wrap: wrap; gap: 4px 16px; justify-content: space-between; }
ul { margin: 4px 0; padding-left: 18px; }
li { margin: 1px 0; }
.theirs { list-style: none; padding-left: 0; font-family: var(--vscode-editor-font-family, monospace); white-space: pre-wrap; }
.plan { font-family: var(--vscode-editor-font-family, monospace); white-space: pre-wrap; }
p { margin: 4px 0; white-space: pre-wrap; }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: 2px 14px; margin: 6px 0 2px; }
.facts dt { color: var(--vscode-descriptionForeground); }
.facts dd { margin: 0; }
.facts dd.warning { color: var(--vscode-editorWarning-foreground); }
.facts dd.danger { color: var(--vscode-errorForeground); font-weight: 600; }
.heading { font-size: 1.25em; font-weight: 600; margin: 0 0 2px; }
.banner { margin-top: 8px; padding: 6px 10px; border: 1px solid var(--vscode-editorWarning-foreground); }
.banner.danger { border-color: var(--vscode-errorForeground); }
.banner.plain { border-color: var(--vscode-panel-border); }
.buttons { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 8px; }
button {
  font: inherit; cursor: pointer; padding: 3px 11px; border-radius: 2px;
  border: 1px solid var(--vscode-button-border, var(--vscode-contrastBorder, transparent));
  color: var(--vscode-button-secondaryForeground);
  background: var(--vscode-button-secondaryBackground);
}
button:hover { background: var(--vscode-button-secondaryHoverBackground); }
button.main { color: var(--vscode-button-foreground); background: var(--vscode-button-background); }
button.main:hover { background: var(--vscode-button-hoverBackground); }
button:disabled { opacity: 0.5; cursor: default; }
button:focus-visible, input:focus-visible, textarea:focus-visible {
  outline: 1px solid var(--vscode-focusBorder); outline-offset: 1px;
}
label { display: block; margin-top: 6px; }
input, textarea {
  font: inherit; box-sizing: border-box; width: 100%; max-width: 60ch; margin-top: 2px; padding: 3px 6px;
  color: var(--vscode-input-foreground); background: var(--vscode-input-background);
  border: 1px solid var(--vscode-input-border, var(--vscode-panel-border));
}
textarea { min-height: 2.6em; resize: vertical; }
.scroll { overflow: auto; max-height: 420px; }
table { border-collapse: collapse; font-family: var(--vscode-editor-font-family, monospace); }
th, td { text-align: left; padding: 2px 12px 2px 0; border-bottom: 1px solid var(--vscode-panel-border); white-space: pre; }
th { position: sticky; top: 0; background: var(--vscode-editor-background); font-weight: 600; }
td.missing { color: var(--vscode-disabledForeground); font-style: italic; }
.more { color: var(--vscode-descriptionForeground); }
`;
