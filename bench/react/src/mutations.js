import { useIsMutating, useMutation, useMutationState, useQueryClient } from '@tanstack/react-query'
import { deleteVideo, deleteVideos, setPublished } from './api.js'

/** The key of a course's videos. */
export const videosKey = (courseId) => ['courses', courseId, 'videos']

/** Publishes or unpublishes `{ id, published }`. */
export function useToggle(courseId) {
  return useMutation({
    mutationKey: ['change', 'toggle'],
    mutationFn: setPublished,
    ...useOptimistic(courseId, (videos, { id, published }) =>
      videos.map((video) => (video.id === id ? { ...video, published } : video)),
    ),
  })
}

/** Deletes `{ id }`. */
export function useDelete(courseId) {
  return useMutation({
    mutationKey: ['change', 'delete'],
    mutationFn: deleteVideo,
    ...useOptimistic(courseId, (videos, { id }) => videos.filter((video) => video.id !== id)),
  })
}

/** Deletes `{ ids }`, and tells how many are done. */
export function useBulkDelete(courseId, onProgress) {
  return useMutation({
    mutationKey: ['change', 'bulk-delete'],
    mutationFn: (variables) => deleteVideos(variables, onProgress),
    ...useOptimistic(courseId, (videos, { ids }) => {
      const gone = new Set(ids)
      return videos.filter((video) => !gone.has(video.id))
    }),
  })
}

/** How many changes wait for the server. */
export function usePending() {
  return useIsMutating({ mutationKey: ['change'] })
}

/** The videos whose change waits for the server. */
export function useSaving() {
  return useMutationState({
    filters: { mutationKey: ['change', 'toggle'], status: 'pending' },
    select: (mutation) => mutation.state.variables.id,
  })
}

/**
 * The optimistic pattern of TanStack Query's guide: `change` is what the list is predicted to become.
 * The list is read again only after the last of several changes under way, whose effects an earlier
 * answer would not show.
 */
function useOptimistic(courseId, change) {
  const client = useQueryClient()
  const queryKey = videosKey(courseId)
  return {
    onMutate: async (variables) => {
      await client.cancelQueries({ queryKey })
      const previous = client.getQueryData(queryKey)
      client.setQueryData(queryKey, (videos) => videos && change(videos, variables))
      return { previous }
    },
    onError: (_error, _variables, context) => {
      if (context) client.setQueryData(queryKey, context.previous)
    },
    onSettled: () => {
      if (client.isMutating({ mutationKey: ['change'] }) === 1) return client.invalidateQueries({ queryKey })
    },
  }
}
