//! The network lab's share of a [`FaultPlan`](shared::fault::FaultPlan): what its controls can
//! set, in whole numbers.
//!
//! It is written field by field, and read so too: the tables for reading and writing fractions would
//! be a tenth of the page.

use wasm_bindgen::JsValue;

use crate::{
    json::{field, object},
    l10n,
};

/// A name in the reader's language.
pub type Name = fn() -> &'static str;

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
    /// How many requests are to be sent again a second later.
    pub throttled: u32,
    /// Every request is cut.
    pub offline: bool,
}

impl Faults {
    /// The plans to choose from, each with its name in the page and for people: places, then single
    /// faults.
    pub const PRESETS: [(&str, Name, Self); 10] = [
        ("No faults", l10n::lab_preset_none, Self::plan(0, 0, 0, 0)),
        (
            "Office fibre",
            l10n::lab_preset_office,
            Self::plan(5, 10, 0, 0),
        ),
        (
            "Home Wi-Fi",
            l10n::lab_preset_home,
            Self::plan(30, 90, 1, 1),
        ),
        (
            "Conference hall",
            l10n::lab_preset_hall,
            Self::plan(400, 2_600, 10, 5),
        ),
        (
            "Airplane",
            l10n::lab_preset_airplane,
            Self::plan(700, 900, 5, 3),
        ),
        (
            "Train tunnel",
            l10n::lab_preset_tunnel,
            Self::plan(150, 2_350, 30, 10),
        ),
        (
            "Overloaded server",
            l10n::lab_preset_overloaded,
            Self {
                throttled: 30,
                ..Self::plan(1_000, 3_000, 5, 5)
            },
        ),
        (
            "Basement, no signal",
            l10n::lab_preset_basement,
            Self {
                offline: true,
                ..Self::plan(0, 0, 0, 0)
            },
        ),
        (
            "Refusals",
            l10n::lab_preset_refusals,
            Self {
                refused: 20,
                ..Self::plan(50, 750, 0, 0)
            },
        ),
        (
            "Lost answers",
            l10n::lab_preset_lost,
            Self::plan(50, 350, 0, 30),
        ),
    ];

    const fn plan(latency_ms: u32, jitter_ms: u32, cut: u32, lost: u32) -> Self {
        Self {
            latency_ms,
            jitter_ms,
            refused: 0,
            cut,
            lost,
            throttled: 0,
            offline: false,
        }
    }

    /// What the plan does, in words with its numbers.
    pub fn words(&self) -> String {
        if self.offline {
            return l10n::lab_plan_offline().to_owned();
        }
        let (shortest, jitter) = (self.latency_ms as usize, self.jitter_ms as usize);
        let mut words = match (shortest, jitter) {
            (0, 0) => l10n::lab_plan_no_time().to_owned(),
            (shortest, 0) => l10n::lab_plan_time(shortest),
            (shortest, _) => l10n::lab_plan_times(shortest, shortest + jitter),
        };
        let shares = [
            (self.refused, l10n::lab_plan_refused as fn(usize) -> String),
            (self.cut, l10n::lab_plan_cut),
            (self.lost, l10n::lab_plan_lost),
            (self.throttled, l10n::lab_plan_throttled),
        ];
        for (percent, what) in shares {
            if percent > 0 {
                words.push_str("; ");
                words.push_str(&what(percent as usize));
            }
        }
        words
    }

    /// The plan as the server reads it.
    pub fn write(&self) -> String {
        let share = |percent: u32| match percent {
            0..100 => format!("0.{percent:02}"),
            _ => "1".to_owned(),
        };
        format!(
            r#"{{"seed":7,"latency":{{"kind":"uniform","minMs":{},"maxMs":{}}},"refuse":{},"refuseItems":{},"cut":{},"loseAnswer":{},"throttle":{},"retryAfterSeconds":1,"offline":{}}}"#,
            self.latency_ms,
            self.latency_ms + self.jitter_ms,
            share(self.refused),
            share(self.refused),
            share(self.cut),
            share(self.lost),
            share(self.throttled),
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
            throttled: percent("throttle"),
            offline: field(&plan, "offline").is_truthy(),
        })
    }
}

fn number(of: &JsValue, name: &str, times: f64) -> u32 {
    field(of, name)
        .as_f64()
        .map_or(0, |number| (number * times).round() as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_is_told_with_its_numbers() {
        let words = |name: &str| {
            let mut all = Faults::PRESETS.iter();
            let found = all.find(|(known, ..)| *known == name);
            found.expect("a preset").2.words()
        };
        assert_eq!(words("No faults"), "No time is added");
        assert_eq!(words("Basement, no signal"), "Every request is cut");
        assert_eq!(
            words("Overloaded server"),
            "1,000 to 4,000 ms are added; 5 % cut before they are done; 5 % done, and their answers \
             lost; 30 % told to come again in a second"
        );
        l10n::speak(l10n::Language::De);
        assert_eq!(words("No faults"), "Nichts wird verzögert");
        assert_eq!(
            words("Overloaded server"),
            "Alles wird um 1.000 bis 4.000 ms verzögert; 5 % vor der Ausführung abgebrochen; 5 % \
             ausgeführt, aber nicht beantwortet; 30 % um eine Sekunde vertröstet"
        );
    }
}
