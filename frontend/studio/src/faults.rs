//! The network lab's share of a [`FaultPlan`](shared::fault::FaultPlan): what its controls can
//! set, in whole numbers.
//!
//! It is written field by field, and read so too: the tables for reading and writing fractions would
//! be a tenth of the page.

use wasm_bindgen::JsValue;

use crate::json::{field, object};

/// What the controls can set; shares are in percent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// How long an answer takes at least.
    pub latency_ms: u32,
    /// By how much longer it may take.
    pub jitter_ms: u32,
    /// How many requests and items of batches are refused.
    pub refused: u32,
    /// How many requests are cut before they are done.
    pub cut: u32,
    /// How many requests are done and not answered.
    pub lost: u32,
    /// Every request is cut.
    pub offline: bool,
}

impl Faults {
    /// The plans to choose from, by name.
    pub const PRESETS: [(&str, Self); 5] = [
        ("Perfect", Self::plan(0, 0, 0, 0, 0)),
        ("Slow 3G", Self::plan(1_600, 800, 0, 0, 0)),
        ("Flaky", Self::plan(50, 750, 20, 10, 0)),
        ("Lost answers", Self::plan(50, 350, 0, 0, 30)),
        (
            "Offline",
            Self {
                offline: true,
                ..Self::plan(0, 0, 0, 0, 0)
            },
        ),
    ];

    const fn plan(latency_ms: u32, jitter_ms: u32, refused: u32, cut: u32, lost: u32) -> Self {
        Self {
            latency_ms,
            jitter_ms,
            refused,
            cut,
            lost,
            offline: false,
        }
    }

    /// The plan as the server reads it.
    pub fn write(&self) -> String {
        let share = |percent: u32| match percent {
            0..100 => format!("0.{percent:02}"),
            _ => "1".to_owned(),
        };
        format!(
            r#"{{"seed":7,"latency":{{"kind":"uniform","minMs":{},"maxMs":{}}},"refuse":{},"refuseItems":{},"cut":{},"loseAnswer":{},"offline":{}}}"#,
            self.latency_ms,
            self.latency_ms + self.jitter_ms,
            share(self.refused),
            share(self.refused),
            share(self.cut),
            share(self.lost),
            self.offline
        )
    }

    /// The plan that the server wrote, as far as the controls can show it.
    pub fn read(text: &str) -> Option<Self> {
        let plan = object(text)?;
        let latency = field(&plan, "latency");
        let ms = |name| number(&latency, name, 1.0);
        let shortest = ms("ms").max(ms("minMs")).max(ms("medianMs"));
        let percent = |name| number(&plan, name, 100.0);
        Some(Self {
            latency_ms: shortest,
            jitter_ms: ms("maxMs").saturating_sub(shortest),
            refused: percent("refuse").max(percent("refuseItems")),
            cut: percent("cut"),
            lost: percent("loseAnswer"),
            offline: field(&plan, "offline").is_truthy(),
        })
    }
}

fn number(of: &JsValue, name: &str, times: f64) -> u32 {
    field(of, name)
        .as_f64()
        .map_or(0, |number| (number * times).round() as u32)
}
