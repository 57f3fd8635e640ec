//! The network lab's plans, as the server reads and writes them.

use shared::fault::FaultPlan;
use studio::faults::Faults;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn the_server_takes_every_preset_and_its_answer_is_read_back() {
    for (name, _, preset) in Faults::PRESETS {
        let plan: FaultPlan = serde_json::from_str(&preset.write()).expect("a plan");
        assert_eq!(plan.check(), Ok(()), "{name}");
        let answer = serde_json::to_string(&plan).expect("JSON");
        assert_eq!(Faults::read(&answer), Some(preset), "{name}");
    }
}

#[wasm_bindgen_test]
fn what_is_no_plan_is_not_read() {
    for text in ["", "<html>", "null", "7"] {
        assert_eq!(Faults::read(text), None, "{text}");
    }
}
