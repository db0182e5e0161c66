export { bytesText, durationText } from '../log/account/figures.ts';
