//! The seeded plan of a bad network: data, so that the server, the page's network lab and the
//! simulator mean the same by it.
//!
//! [`FaultPlan::decide`] is pure: the n-th request under one plan always gets the same verdict.

use serde::{Deserialize, Serialize};

/// How often and how the network misbehaves. All shares are between 0 and 1; the default is a
/// network without faults.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct FaultPlan {
    /// The seed of all chance.
    pub seed: u64,
    /// How long each answer takes.
    pub latency: Latency,
    /// The share of requests that are refused without being done.
    pub refuse: f64,
    /// The status of such a refusal; 0 stands for 409.
    pub refuse_status: u16,
    /// The share of requests that are cut before they are done.
    pub cut: f64,
    /// The share of requests that are done and whose answer is lost.
    pub lose_answer: f64,
    /// The share of requests that hang for [`FaultPlan::stall_ms`] before they are done.
    pub stall: f64,
    /// How long a stalled request hangs, in milliseconds.
    pub stall_ms: u64,
    /// The share of requests that get 429 with `Retry-After`.
    pub throttle: f64,
    /// The `Retry-After` of those, in seconds.
    pub retry_after_seconds: u64,
    /// The share of a batch's items that are refused.
    pub refuse_items: f64,
    /// The share of live events that are lost.
    pub lose_events: f64,
    /// The share of live events that come twice.
    pub repeat_events: f64,
    /// How long each live event is held back, in milliseconds.
    pub delay_events_ms: u64,
    /// Requests wait until this is false again.
    pub clogged: bool,
    /// Every request is cut.
    pub offline: bool,
}

/// How long an answer takes, in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Latency {
    /// No time is added.
    #[default]
    None,
    /// Always the same.
    Fixed {
        /// How long.
        ms: u64,
    },
    /// Anything between two bounds, each as likely.
    Uniform {
        /// The shortest.
        min_ms: u64,
        /// The longest.
        max_ms: u64,
    },
    /// Mostly short, now and then very long: a Pareto distribution of shape 1.5, cut off at the
    /// longest.
    LongTail {
        /// What half of the answers stay below.
        median_ms: u64,
        /// The longest.
        max_ms: u64,
    },
}

/// What happens to one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// How long to wait first, in milliseconds.
    pub wait_ms: u64,
    /// What to do then.
    pub action: FaultAction,
    /// The seed of [`FaultPlan::refuses_item`] for this request.
    pub item_seed: u64,
}

/// What happens to a request after its wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultAction {
    /// It is done and answered.
    Pass,
    /// It is answered with this status and not done.
    Refuse(u16),
    /// The connection is cut, and it is not done.
    Cut,
    /// It is done, and the connection is cut before the answer.
    LoseAnswer,
    /// It gets 429 with this `Retry-After` in seconds, and is not done.
    Throttle(u64),
}

/// What happens to one live event on its way to one client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventVerdict {
    /// How often it arrives: 0, 1 or 2 times.
    pub copies: u8,
    /// How long it is held back, in milliseconds.
    pub delay_ms: u64,
}

impl FaultPlan {
    /// What happens to the `n`-th request.
    pub fn decide(&self, n: u64) -> Verdict {
        let mut draws = Draws::new(self.seed, n);
        let mut wait_ms = self.latency.draw(&mut draws);
        if draws.hits(self.stall) {
            wait_ms += self.stall_ms;
        }
        let action = if self.offline || draws.hits(self.cut) {
            FaultAction::Cut
        } else if draws.hits(self.throttle) {
            FaultAction::Throttle(self.retry_after_seconds)
        } else if draws.hits(self.refuse) {
            FaultAction::Refuse(if self.refuse_status == 0 {
                409
            } else {
                self.refuse_status
            })
        } else if draws.hits(self.lose_answer) {
            FaultAction::LoseAnswer
        } else {
            FaultAction::Pass
        };
        Verdict {
            wait_ms,
            action,
            item_seed: draws.next(),
        }
    }

    /// Whether the item at `index` of the batch with this verdict is refused.
    pub fn refuses_item(&self, verdict: Verdict, index: u64) -> bool {
        self.refuse_items > 0.0 && Draws::new(verdict.item_seed, index).hits(self.refuse_items)
    }

    /// What happens to the event of `revision` on its way to the client of number `client`.
    pub fn decide_event(&self, client: u64, revision: u64) -> EventVerdict {
        let mut draws = Draws::new(self.seed ^ client.rotate_left(32), !revision);
        let copies = if self.offline || draws.hits(self.lose_events) {
            0
        } else {
            1 + u8::from(draws.hits(self.repeat_events))
        };
        EventVerdict {
            copies,
            delay_ms: self.delay_events_ms,
        }
    }

    /// What is wrong with the plan, as a field and a sentence.
    ///
    /// # Errors
    /// A share outside 0 to 1, a wait of more than an hour, or bounds in the wrong order.
    pub fn check(&self) -> Result<(), (&'static str, &'static str)> {
        for (field, share) in [
            ("refuse", self.refuse),
            ("cut", self.cut),
            ("loseAnswer", self.lose_answer),
            ("stall", self.stall),
            ("throttle", self.throttle),
            ("refuseItems", self.refuse_items),
            ("loseEvents", self.lose_events),
            ("repeatEvents", self.repeat_events),
        ] {
            if !(0.0..=1.0).contains(&share) {
                return Err((field, "A share lies between 0 and 1."));
            }
        }
        const HOUR_MS: u64 = 3_600_000;
        if self.stall_ms > HOUR_MS || self.delay_events_ms > HOUR_MS {
            return Err(("stallMs", "A wait is at most an hour."));
        }
        if self.refuse_status != 0 && !(400..600).contains(&self.refuse_status) {
            return Err((
                "refuseStatus",
                "A refusal has a status between 400 and 599.",
            ));
        }
        match self.latency {
            Latency::Uniform { min_ms, max_ms } if min_ms > max_ms => {
                Err(("latency", "The shortest latency is above the longest."))
            }
            Latency::Fixed { ms: longest }
            | Latency::Uniform {
                max_ms: longest, ..
            }
            | Latency::LongTail {
                max_ms: longest, ..
            } if longest > HOUR_MS => Err(("latency", "A latency is at most an hour.")),
            _ => Ok(()),
        }
    }
}

impl Latency {
    fn draw(self, draws: &mut Draws) -> u64 {
        match self {
            Self::None => 0,
            Self::Fixed { ms } => ms,
            Self::Uniform { min_ms, max_ms } => {
                min_ms + draws.next() % (max_ms.saturating_sub(min_ms) + 1)
            }
            Self::LongTail { median_ms, max_ms } => {
                let share = 1.0 - draws.share();
                let scale = median_ms as f64 / 2f64.powf(1.0 / 1.5);
                (scale / share.powf(1.0 / 1.5)).min(max_ms as f64) as u64
            }
        }
    }
}

/// Numbers drawn from a seed (SplitMix64: G. Steele, D. Lea and C. Flood, "Fast splittable
/// pseudorandom number generators", 2014).
#[derive(Clone, Debug)]
pub struct Draws(u64);

impl Draws {
    /// The `n`-th stream of a seed.
    pub fn new(seed: u64, n: u64) -> Self {
        let mut draws = Self(seed);
        let start = draws.next() ^ n.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        Self(start)
    }

    /// The next number, of any value.
    #[expect(
        clippy::should_implement_trait,
        reason = "a stream without an end is no iterator"
    )]
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// The next share: at least 0, below 1.
    pub fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// True in this share of the draws.
    pub fn hits(&mut self, share: f64) -> bool {
        self.share() < share
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_request_gets_the_same_verdict() {
        let plan = FaultPlan {
            seed: 4,
            cut: 0.5,
            refuse_items: 0.5,
            ..FaultPlan::default()
        };
        for n in 0..100 {
            assert_eq!(plan.decide(n), plan.decide(n));
        }
        let other = FaultPlan {
            seed: 5,
            ..plan.clone()
        };
        assert!((0..100).any(|n| plan.decide(n).action != other.decide(n).action));
    }

    #[test]
    fn shares_are_kept() {
        let plan = FaultPlan {
            seed: 1,
            lose_answer: 0.3,
            ..FaultPlan::default()
        };
        let lost = (0..10_000)
            .filter(|&n| plan.decide(n).action == FaultAction::LoseAnswer)
            .count();
        assert!((2_800..3_200).contains(&lost), "{lost}");
        let plan = FaultPlan {
            refuse_items: 0.2,
            ..plan
        };
        let verdict = plan.decide(0);
        let refused = (0..10_000)
            .filter(|&item| plan.refuses_item(verdict, item))
            .count();
        assert!((1_800..2_200).contains(&refused), "{refused}");
    }

    #[test]
    fn latencies_stay_in_their_bounds() {
        let mut draws = Draws::new(9, 0);
        let uniform = Latency::Uniform {
            min_ms: 50,
            max_ms: 800,
        };
        let tail = Latency::LongTail {
            median_ms: 100,
            max_ms: 5_000,
        };
        let mut tails: Vec<u64> = Vec::new();
        for _ in 0..1_000 {
            assert!((50..=800).contains(&uniform.draw(&mut draws)));
            tails.push(tail.draw(&mut draws));
        }
        tails.sort_unstable();
        assert!((80..130).contains(&tails[500]), "{}", tails[500]);
        assert!(tails[999] > 1_000 && tails[999] <= 5_000);
    }

    #[test]
    fn a_plan_out_of_bounds_is_told() {
        let bad = FaultPlan {
            cut: 1.5,
            ..FaultPlan::default()
        };
        assert_eq!(bad.check().unwrap_err().0, "cut");
        let latency = Latency::Uniform {
            min_ms: 9,
            max_ms: 1,
        };
        assert!(
            FaultPlan {
                latency,
                ..FaultPlan::default()
            }
            .check()
            .is_err()
        );
        assert!(FaultPlan::default().check().is_ok());
    }
}
