/** The roles of the lanes, and those that must never write at run time (DOMAIN section 5). */
export const LANE_ROLES = ['cutter_exec', 'cutter_verify'] as const;
export const FORBIDDEN_WRITERS = ['directus', 'workflow_admin', 'postgres'] as const;
