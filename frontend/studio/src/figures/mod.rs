//! How fast the page was in this browser, and what became of changes: by day, in few numbers that stay in
//! this browser.

mod histogram;
pub mod recorder;

pub use histogram::Histogram;

/// Days that are kept.
pub const DAYS: usize = 30;

/// What is counted, as programs call it.
pub const COUNTED: [&str; 7] = [
    "operations",
    "done",
    "refused",
    "failed",
    "recovered",
    "corrected",
    "undone",
];

/// One of what is [`COUNTED`], by its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// Operations that have come to an end.
    Operations,
    /// Changes that were done.
    Done,
    /// Changes that the server refused.
    Refused,
    /// Changes whose outcome could not be learned.
    Failed,
    /// Changes that had been reported as failed, and were done after all.
    Recovered,
    /// Changes of which the server made something else.
    Corrected,
    /// Operations that took an earlier one back.
    Undone,
}

/// One day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Day {
    /// Days since the Unix epoch, as the author's clock has it.
    pub day: u32,
    /// From the input to the paint that follows it.
    pub paint: Histogram,
    /// From the input until the server has confirmed it.
    pub settle: Histogram,
    /// What is [`COUNTED`].
    pub counts: [u32; COUNTED.len()],
}

impl Day {
    /// Takes in all of another one.
    pub fn merge(&mut self, other: &Self) {
        self.paint.merge(&other.paint);
        self.settle.merge(&other.settle);
        for (count, more) in self.counts.iter_mut().zip(other.counts) {
            *count = count.saturating_add(more);
        }
    }

    /// How often something happened.
    pub fn count(&self, what: Count) -> u32 {
        self.counts[what as usize]
    }
}

/// The days, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    days: Vec<Day>,
}

impl Figures {
    /// A day, to be added to; the oldest goes where there are too many.
    pub fn day(&mut self, day: u32) -> &mut Day {
        let at = match self.days.binary_search_by_key(&day, |known| known.day) {
            Ok(at) => at,
            Err(at) => {
                let new = Day {
                    day,
                    ..Day::default()
                };
                self.days.insert(at, new);
                at
            }
        };
        let gone = self.days.len().saturating_sub(DAYS).min(at);
        self.days.drain(..gone);
        &mut self.days[at - gone]
    }

    /// The days, the oldest first.
    pub fn days(&self) -> &[Day] {
        &self.days
    }

    /// Those of the last [`DAYS`] days, of which `today` is one. A day that has yet to come was measured while
    /// the clock was wrong.
    pub fn until(mut self, today: u32) -> Self {
        self.days
            .retain(|day| day.day <= today && ((today - day.day) as usize) < DAYS);
        self
    }

    /// Takes in all of another one.
    pub fn merge(&mut self, other: &Self) {
        for day in &other.days {
            self.day(day.day).merge(day);
        }
    }

    /// All days in one.
    pub fn total(&self) -> Day {
        let mut total = Day::default();
        for day in &self.days {
            total.merge(day);
        }
        total
    }

    /// As text, of which [`read`](Self::read) makes the same again.
    pub fn write(&self) -> String {
        let line = |day: &Day| {
            let counts = day.counts.map(|count| count.to_string()).join(" ");
            let (paint, settle) = (day.paint.write(), day.settle.write());
            format!("{}|{paint}|{settle}|{counts}", day.day)
        };
        let lines: Vec<String> = self.days.iter().map(line).collect();
        lines.join("\n")
    }

    /// Reads what [`write`](Self::write) has written; what cannot be read is left out.
    pub fn read(text: &str) -> Self {
        let mut read = Self::default();
        for line in text.lines() {
            let parts: Vec<&str> = line.split('|').collect();
            let [day, paint, settle, counts] = &*parts else {
                continue;
            };
            if let Ok(day) = day.parse() {
                let mut known = Day {
                    day,
                    paint: Histogram::read(paint),
                    settle: Histogram::read(settle),
                    ..Day::default()
                };
                for (count, text) in known.counts.iter_mut().zip(counts.split(' ')) {
                    *count = text.parse().unwrap_or(0);
                }
                read.day(day).merge(&known);
            }
        }
        read
    }

    /// For programs; `date` names a day.
    pub fn json(&self, date: impl Fn(u32) -> String) -> String {
        let times = |of: &Histogram| {
            let buckets = of.buckets();
            let all = buckets.map(|(from, to, count)| format!("[{from},{to},{count}]"));
            all.collect::<Vec<_>>().join(",")
        };
        let days = self.days.iter().map(|day| {
            let counts = COUNTED.iter().zip(day.counts);
            let counts = counts.map(|(name, count)| format!(r#""{name}":{count}"#));
            format!(
                r#"{{"date":"{}","toPaintMs":[{}],"toSettleMs":[{}],{}}}"#,
                date(day.day),
                times(&day.paint),
                times(&day.settle),
                counts.collect::<Vec<_>>().join(",")
            )
        });
        let days: Vec<String> = days.collect();
        format!(
            r#"{{"buckets":["from","to","count"],"days":[{}]}}"#,
            days.join(",")
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures() -> Figures {
        let mut figures = Figures::default();
        let day = figures.day(20_000);
        day.paint.add(20);
        day.settle.add(300);
        day.counts[Count::Refused as usize] = 2;
        figures.day(19_999).settle.add(70);
        figures
    }

    #[test]
    fn what_is_written_is_read_again_and_nonsense_is_left_out() {
        let figures = figures();
        assert_eq!(Figures::read(&figures.write()), figures);
        assert_eq!(
            Figures::read("nonsense\n1|2\n|||\nx|1:1||"),
            Figures::default()
        );
    }

    #[test]
    fn two_pages_add_up() {
        let mut both = figures();
        both.merge(&figures());
        let total = both.total();
        assert_eq!((total.paint.count(), total.settle.count()), (2, 4));
        assert_eq!(total.count(Count::Refused), 4);
        assert_eq!(both.days().len(), 2);
    }

    #[test]
    fn the_last_thirty_days_are_kept() {
        let mut figures = Figures::default();
        for day in 100..150 {
            figures.day(day).paint.add(1);
        }
        let days: Vec<u32> = figures.days().iter().map(|day| day.day).collect();
        assert_eq!(days, (120..150).collect::<Vec<_>>());
    }

    #[test]
    fn days_that_are_long_ago_or_have_yet_to_come_are_none_of_the_last_thirty() {
        let mut figures = Figures::default();
        for day in [60, 70, 71, 100, 400] {
            figures.day(day).paint.add(1);
        }
        let days: Vec<u32> = figures
            .until(100)
            .days()
            .iter()
            .map(|day| day.day)
            .collect();
        assert_eq!(days, [71, 100]);
    }

    #[test]
    fn programs_get_json() {
        let json = figures().json(|day| format!("d{day}"));
        let read: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        assert_eq!(read["days"][1]["date"], "d20000");
        assert_eq!(
            read["days"][1]["toPaintMs"][0],
            serde_json::json!([20, 20, 1])
        );
        assert_eq!(read["days"][1]["refused"], 2);
    }
}
