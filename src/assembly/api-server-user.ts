import { GROUP_MASTERS, type UserInfo } from '../request/user-info.ts';

/** The parts of kube-apiserver that write objects. */
export const API_SERVER: UserInfo = { name: 'system:apiserver', groups: [GROUP_MASTERS] };
