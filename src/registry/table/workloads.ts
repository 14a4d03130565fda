/** The columns of every kind that holds a pod template. */
import type { KubeObject } from '../../api/object.ts';
import type { V1LabelSelector, V1PodSpec } from '../../schema/generated/types.ts';
import { type Column, column } from './columns.ts';
import { joinField } from './lists.ts';
import { formatLabelSelector } from './selectors.ts';

const WIDE = { wide: true };

export function containerColumns<T extends KubeObject>(podSpec: (object: T) => V1PodSpec | undefined): Column<T>[] {
  const names = 'Names of each container in the template.';
  const images = 'Images referenced by each container in the template.';
  return [
    column('Containers', names, (object) => joinField(podSpec(object)?.containers, 'name'), WIDE),
    column('Images', images, (object) => joinField(podSpec(object)?.containers, 'image'), WIDE),
  ];
}

export function selectorColumn<T extends KubeObject>(
  description: string,
  selector: (object: T) => V1LabelSelector | null | undefined,
): Column<T> {
  return column('Selector', description, (object) => formatLabelSelector(selector(object)), WIDE);
}
