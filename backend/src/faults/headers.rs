//! The faults that a request asks for by its headers.

use axum::http::HeaderMap;
use shared::{
    VideoId,
    fault::{Draws, FaultAction, FaultPlan},
};

/// The `x-fault-…` headers; one that does not parse is ignored.
#[derive(Debug, Default, PartialEq)]
pub(super) struct FaultHeaders {
    pub(super) latency_ms: u64,
    fail: Option<u16>,
    lose_answer: bool,
    pub(super) fail_ids: Vec<VideoId>,
    pub(super) failure_rate: Option<f64>,
}

impl FaultHeaders {
    pub(super) fn read(headers: &HeaderMap) -> Self {
        let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
        let status = |text: &str| {
            text.parse()
                .ok()
                .filter(|status| (200..600).contains(status))
        };
        Self {
            latency_ms: text("x-fault-latency-ms")
                .and_then(|ms| ms.parse().ok())
                .map_or(0, |ms: u64| ms.min(3_600_000)),
            fail: text("x-fault-fail").and_then(status),
            lose_answer: text("x-fault-lose-answer")
                .is_some_and(|text| text == "1" || text == "true"),
            fail_ids: text("x-fault-fail-ids")
                .map(|ids| {
                    ids.split(',')
                        .filter_map(|id| id.trim().parse().ok())
                        .collect()
                })
                .unwrap_or_default(),
            failure_rate: text("x-fault-failure-rate")
                .and_then(|rate| rate.parse().ok())
                .filter(|rate| (0.0..=1.0).contains(rate)),
        }
    }

    /// What they do to the `n`-th request. In a batch, chance meets each item by itself.
    pub(super) fn action(&self, plan: &FaultPlan, n: u64, batch: bool) -> Option<FaultAction> {
        let by_chance = !batch
            && self
                .failure_rate
                .is_some_and(|rate| Draws::new(!plan.seed, n).hits(rate));
        if let Some(status) = self.fail.or(by_chance.then_some(409)) {
            return Some(FaultAction::Refuse(status));
        }
        self.lose_answer.then_some(FaultAction::LoseAnswer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> FaultHeaders {
        let pairs = pairs.iter().map(|(name, value)| {
            (
                axum::http::HeaderName::from_static(name),
                value.parse().unwrap(),
            )
        });
        FaultHeaders::read(&pairs.collect())
    }

    #[test]
    fn a_header_that_does_not_parse_is_ignored() {
        assert_eq!(
            headers(&[
                ("x-fault-latency-ms", "soon"),
                ("x-fault-fail", "99"),
                ("x-fault-lose-answer", "0"),
                ("x-fault-failure-rate", "2"),
                ("x-fault-fail-ids", "v1"),
            ]),
            FaultHeaders::default()
        );
    }

    #[test]
    fn a_failure_comes_before_a_lost_answer() {
        let plan = FaultPlan::default();
        let both = headers(&[("x-fault-fail", "503"), ("x-fault-lose-answer", "1")]);
        assert_eq!(both.action(&plan, 0, false), Some(FaultAction::Refuse(503)));
        let lost = headers(&[("x-fault-lose-answer", "1")]);
        assert_eq!(lost.action(&plan, 0, false), Some(FaultAction::LoseAnswer));
    }

    #[test]
    fn chance_keeps_its_rate_and_spares_whole_batches() {
        let some = headers(&[("x-fault-failure-rate", "0.2")]);
        let plan = FaultPlan::default();
        let refused = (0..10_000)
            .filter(|&n| some.action(&plan, n, false).is_some())
            .count();
        assert!((1_800..2_200).contains(&refused), "{refused}");
        assert!((0..100).all(|n| some.action(&plan, n, true).is_none()));
    }
}
