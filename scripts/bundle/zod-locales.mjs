/** Takes the place of zod's index of forty languages in the bundles: the ones that we speak. */
export { default as en } from 'zod/v4/locales/en.js';
export { default as fr } from 'zod/v4/locales/fr.js';
