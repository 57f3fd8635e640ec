//! Reads.

use super::*;

impl Snapshot for MemoryStorage {
    fn revision(&mut self) -> Result<Revision, StorageError> {
        Ok(self.revision)
    }

    fn floor(&mut self) -> Result<Revision, StorageError> {
        Ok(self.floor)
    }

    fn timelines(&mut self) -> Result<Timelines, StorageError> {
        Ok(self.timelines.clone())
    }

    fn courses(&mut self) -> Result<(Vec<Course>, Revision), StorageError> {
        let mut courses: Vec<_> = self
            .courses
            .values()
            .map(|(course, _)| course.clone())
            .collect();
        courses.sort_by(|a, b| (&a.title, &a.id).cmp(&(&b.title, &b.id)));
        Ok((courses, self.revision))
    }

    fn video(&mut self, id: VideoId) -> Result<Option<Video>, StorageError> {
        Ok(self.videos.get(&id).cloned())
    }

    fn placed_video(&mut self, id: VideoId) -> Result<Option<PlacedAt>, StorageError> {
        let Some(video) = self.videos.get(&id).cloned() else {
            return Ok(None);
        };
        let position = if video.is_deleted() {
            None
        } else {
            Some(self.position(&video)?)
        };
        Ok(Some(PlacedAt {
            video,
            position,
            revision: self.revision,
        }))
    }

    fn videos(
        &mut self,
        course: &CourseId,
        window: Window,
    ) -> Result<Option<VideoPage>, StorageError> {
        let Some((course, order)) = self.courses.get(course) else {
            return Ok(None);
        };
        let part = order
            .ids()
            .skip(usize::try_from(window.offset).unwrap_or(usize::MAX))
            .take(window.limit.map_or(usize::MAX, |limit| limit as usize));
        Ok(Some(VideoPage {
            items: part
                .filter_map(|id| self.videos.get(&id).cloned())
                .collect(),
            total: course.video_count.into(),
            course_revision: course.revision,
            revision: self.revision,
        }))
    }

    fn trash(
        &mut self,
        course: &CourseId,
        limit: usize,
    ) -> Result<Option<(Vec<Video>, Revision)>, StorageError> {
        if !self.courses.contains_key(course) {
            return Ok(None);
        }
        let mut videos: Vec<_> = self
            .videos
            .values()
            .filter(|video| video.course_id == *course && video.is_deleted())
            .cloned()
            .collect();
        videos.sort_by_key(|video| (std::cmp::Reverse(video.deleted_at), video.id));
        videos.truncate(limit);
        Ok(Some((videos, self.revision)))
    }

    fn events_after(
        &mut self,
        revision: Revision,
        limit: usize,
    ) -> Result<Vec<Event>, StorageError> {
        Ok(self
            .events
            .range(revision + 1..)
            .take(limit)
            .map(|(_, event)| event.clone())
            .collect())
    }

    fn recorded(&mut self, key: Uuid) -> Result<Option<KeyRecord>, StorageError> {
        Ok(self.records.get(&key).map(|(_, record)| record.clone()))
    }
}
