/** Numbers in E.164 form, wherever they stand in a text. */
const NUMBER = /\+[1-9][0-9]{6,14}/g

/** A number of which only the country's first digit and the last four are seen: `+1••••••0100`. Pure. */
export function maskNumber(number: string): string {
  return `${number.slice(0, 2)}${'•'.repeat(Math.max(0, number.length - 6))}${number.slice(-4)}`
}

/** A copy of plain data in which every telephone number is masked. Pure. */
export function maskNumbers<T>(data: T): T {
  const text = JSON.stringify(data)
  return JSON.parse(text.replace(NUMBER, maskNumber)) as T
}
