import type { Resource } from '../resource.ts';
import { clusterRoleBindings } from './clusterrolebindings.ts';
import { clusterRoles } from './clusterroles.ts';
import { roleBindings } from './rolebindings.ts';
import { roles } from './roles.ts';

export const rbacResources: readonly Resource[] = [clusterRoleBindings, clusterRoles, roleBindings, roles];
