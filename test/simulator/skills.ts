/** Skills that agents of a simulated house may have and customers may need. */
export const SKILLS = ['spanish', 'billing'] as const
