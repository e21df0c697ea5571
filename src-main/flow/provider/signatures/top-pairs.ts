import type { Pair } from './by-bytes.ts';
import { sentPairs, type Params } from './params.ts';

/**
 * What TOP signs, and JD after its example: everything that is sent but `sign`. A parameter whose name or value is empty
 * or blank is not signed. Source: TOP Java SDK, TaobaoUtils.signTopRequest with StringUtils.areNotEmpty; JD Java SDK,
 * DefaultJdClient.sign, the same.
 */
export const topPairs = (params: Params): Pair[] => sentPairs(params, 'sign').filter(([name, value]) => name.trim() !== '' && value.trim() !== '');
