//! The courses of a first start, and the course that tests start over with.

mod lessons;

use shared::{Course, CourseId, Rank, Timestamp, Video, VideoId, fault::Draws};
use uuid::Uuid;

use lessons::{ARCHIVE, COURSES, SHORT};

/// When the first of the made videos was made: 2026-01-05, 09:00 UTC.
const MADE_AT: Timestamp = 1_767_603_600_000;

/// The courses of a first start, each with its videos.
pub fn courses() -> Vec<(Course, Vec<Video>)> {
    let mut all: Vec<_> = COURSES
        .iter()
        .zip(1..)
        .map(|(course, seed)| {
            let titles = course.lessons.iter().map(|title| (*title).to_owned());
            make(course.id, course.title, course.description, seed, titles)
        })
        .collect();
    let (levels, scenes, parts) = (ARCHIVE.levels, ARCHIVE.scenes, ARCHIVE.parts);
    let titles = levels.iter().flat_map(|level| {
        scenes.iter().flat_map(move |scene| {
            parts
                .iter()
                .map(move |part| format!("{level}: {scene} \u{2013} {part}"))
        })
    });
    all.push(make(
        ARCHIVE.id,
        ARCHIVE.title,
        ARCHIVE.description,
        99,
        titles,
    ));
    all
}

/// The course `c1` with `count` videos: every third published, the same for the same seed.
pub fn test_course(count: usize, seed: u64) -> (Course, Vec<Video>) {
    let titles = (0..count).map(|at| {
        let title = SHORT[at % SHORT.len()];
        match at / SHORT.len() {
            0 => title.to_owned(),
            round => format!("{title}, part {}", round + 1),
        }
    });
    let (course, mut videos) = make(
        "c1",
        "Rust from the Ground Up",
        "A first course in Rust: from the first program to one that is tested and shipped.",
        seed.wrapping_add(1 << 20),
        titles,
    );
    for (video, position) in videos.iter_mut().zip(1..) {
        video.published = position % 3 == 0;
    }
    (course, videos)
}

fn make(
    id: &str,
    title: &str,
    description: &str,
    seed: u64,
    titles: impl Iterator<Item = String>,
) -> (Course, Vec<Video>) {
    let mut draws = Draws::new(seed, 0);
    // The ids of this module are written by hand and fit.
    let id: CourseId = id.parse().unwrap_or_else(|_| unreachable!("{id} is an id"));
    let mut rank: Option<Rank> = None;
    let mut videos = Vec::new();
    for (title, at) in titles.zip(0u64..) {
        let next = Rank::between(rank.as_ref(), None).unwrap_or_else(Rank::middle);
        videos.push(Video {
            id: video_id(
                MADE_AT + (seed % 1_000) * 86_400_000 + at * 60_000,
                &mut draws,
            ),
            course_id: id.clone(),
            title: title.into(),
            // Three to eighteen minutes, most of them short.
            duration_seconds: 180 + (900.0 * draws.share() * draws.share()) as u32,
            published: draws.hits(0.7),
            rank: next.clone(),
            deleted_at: None,
            revision: 0,
        });
        rank = Some(next);
    }
    let course = Course {
        id,
        title: title.into(),
        description: description.into(),
        video_count: 0,
        published_count: 0,
        duration_seconds: 0,
        revision: 0,
    };
    (course, videos)
}

/// A UUID of version 7 from a time and drawn bits.
fn video_id(at: Timestamp, draws: &mut Draws) -> VideoId {
    let (high, low) = (
        u128::from(draws.next() & 0xfff),
        u128::from(draws.next() >> 2),
    );
    VideoId(Uuid::from_u128(
        (u128::from(at) << 80) | (7 << 76) | (high << 64) | (2 << 62) | low,
    ))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn made_ids_are_distinct_and_of_version_7() {
        let videos: Vec<_> = courses()
            .into_iter()
            .flat_map(|(_, videos)| videos)
            .collect();
        let ids: HashSet<_> = videos.iter().map(|video| video.id).collect();
        assert_eq!(ids.len(), videos.len());
        assert!(ids.iter().all(|id| id.0.get_version_num() == 7));
        assert!(videos.len() > 2_000);
    }

    #[test]
    fn the_same_seed_makes_the_same_course() {
        assert_eq!(test_course(50, 3), test_course(50, 3));
        assert_ne!(test_course(50, 3).1[0].id, test_course(50, 4).1[0].id);
        let published = test_course(10, 0)
            .1
            .iter()
            .filter(|video| video.published)
            .count();
        assert_eq!(published, 3);
    }
}
