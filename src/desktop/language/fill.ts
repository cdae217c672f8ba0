/** `{who} rings` with Alice in the hole. Pure. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replaceAll(/\{([a-zA-Z]+)\}/g, (hole, name: string) => String(values[name] ?? hole))
}
