//! Times, counted by their size: in few numbers, however many there are.

/// Each doubling of a time is cut into so many buckets, so that a time is known to a sixteenth.
const PARTS: u32 = 16;
/// Times below this, in milliseconds, each have a bucket of their own.
const EXACT: u32 = 2 * PARTS;
/// The longest time that is told from longer ones, in milliseconds.
const LONGEST: u32 = (1 << 31) - 1;

/// How often which times were measured.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Histogram {
    /// Buckets that hold something with their counts, in rising order.
    buckets: Vec<(u16, u32)>,
}

impl Histogram {
    /// Takes a time in, in milliseconds.
    pub fn add(&mut self, ms: u32) {
        self.add_to(bucket(ms), 1);
    }

    /// Takes in all of another one.
    pub fn merge(&mut self, other: &Self) {
        for &(bucket, count) in &other.buckets {
            self.add_to(bucket, count);
        }
    }

    /// How many times were measured.
    pub fn count(&self) -> u32 {
        let counts = self.buckets.iter().map(|(_, count)| *count);
        counts.fold(0, u32::saturating_add)
    }

    /// So many of a hundred times are at most this long, in milliseconds; `None` without any.
    pub fn quantile(&self, percent: u32) -> Option<u32> {
        let total = u64::from(self.count());
        let rank = (total * u64::from(percent)).div_ceil(100).max(1);
        let mut below = 0;
        let found = self.buckets.iter().find(|(_, count)| {
            below += u64::from(*count);
            below >= rank
        });
        found.map(|(bucket, _)| ends(*bucket).1)
    }

    /// Each bucket that holds something: from, to (in milliseconds, both in it), how many.
    pub fn buckets(&self) -> impl Iterator<Item = (u32, u32, u32)> {
        self.buckets.iter().map(|&(bucket, count)| {
            let (from, to) = ends(bucket);
            (from, to, count)
        })
    }

    /// As text, of which [`read`](Self::read) makes the same again.
    pub fn write(&self) -> String {
        let pairs = self.buckets.iter();
        let pairs: Vec<String> = pairs.map(|(at, count)| format!("{at}:{count}")).collect();
        pairs.join(" ")
    }

    /// Reads what [`write`](Self::write) has written; what cannot be read is left out.
    pub fn read(text: &str) -> Self {
        let mut read = Self::default();
        for pair in text.split_ascii_whitespace() {
            if let Some((at, count)) = pair.split_once(':')
                && let (Ok(at), Ok(count)) = (at.parse(), count.parse())
                && at <= bucket(LONGEST)
            {
                read.add_to(at, count);
            }
        }
        read
    }

    fn add_to(&mut self, bucket: u16, count: u32) {
        match self.buckets.binary_search_by_key(&bucket, |(at, _)| *at) {
            Ok(at) => self.buckets[at].1 = self.buckets[at].1.saturating_add(count),
            Err(at) => self.buckets.insert(at, (bucket, count)),
        }
    }
}

fn bucket(ms: u32) -> u16 {
    let ms = ms.min(LONGEST);
    if ms < EXACT {
        return ms as u16;
    }
    let shift = ms.ilog2() - PARTS.ilog2();
    (EXACT + (shift - 1) * PARTS + (ms >> shift) - PARTS) as u16
}

fn ends(bucket: u16) -> (u32, u32) {
    let bucket = u32::from(bucket);
    if bucket < EXACT {
        return (bucket, bucket);
    }
    let shift = (bucket - EXACT) / PARTS + 1;
    let part = PARTS + (bucket - EXACT) % PARTS;
    (part << shift, ((part + 1) << shift) - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_in_its_bucket_which_is_at_most_a_sixteenth_wide() {
        let mut before = 0;
        for ms in (0..5_000).chain((5_000..LONGEST).step_by(997)) {
            let at = bucket(ms);
            let (from, to) = ends(at);
            assert!(
                from <= ms && ms <= to && (to - from) * PARTS <= from,
                "{ms}"
            );
            assert!(at >= before, "{ms}");
            before = at;
        }
        assert_eq!(bucket(u32::MAX), bucket(LONGEST));
    }

    #[test]
    fn a_change_that_has_waited_for_days_is_not_told_as_a_shorter_one() {
        const DAY: u32 = 24 * 60 * 60 * 1_000;
        let mut times = Histogram::default();
        times.add(20);
        times.add(2 * DAY);
        assert_eq!(times.quantile(50), Some(20));
        assert!(times.quantile(99).is_some_and(|ms| ms >= 2 * DAY));
    }

    #[test]
    fn quantiles_are_those_of_the_times() {
        let mut times = Histogram::default();
        assert_eq!(times.quantile(50), None);
        (1..=100).for_each(|ms| times.add(ms));
        assert_eq!(times.quantile(1), Some(1));
        assert_eq!(times.quantile(20), Some(20));
        let middle = times.quantile(50).expect("some");
        assert!((50..=53).contains(&middle), "{middle}");
        let last = times.quantile(99).expect("some");
        assert!((99..=103).contains(&last), "{last}");
    }

    #[test]
    fn what_is_written_is_read_again_and_nonsense_is_left_out() {
        let mut times = Histogram::default();
        [3, 3, 40, 5_000].into_iter().for_each(|ms| times.add(ms));
        assert_eq!(Histogram::read(&times.write()), times);
        assert_eq!(
            Histogram::read("x 3 4: :4 99999:1 -1:2"),
            Histogram::default()
        );
    }
}
