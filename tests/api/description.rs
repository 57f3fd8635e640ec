//! The API's description against the API.

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::Api;

const METHODS: [&str; 5] = ["get", "post", "patch", "put", "delete"];

/// Every method of every described path is routed, and every other method is not.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_described_is_routed_and_what_is_routed_is_described() {
    let api = Api::start().await;
    let description = api.get("/api/openapi.json").await;
    let paths = description["paths"].as_object().unwrap();
    for path in [
        "/api/health",
        "/api/limits",
        "/api/head",
        "/api/courses",
        "/api/courses/{id}",
        "/api/courses/{id}/videos",
        "/api/courses/{id}/trash",
        "/api/videos/{id}",
        "/api/videos/{id}/restore",
        "/api/operations",
        "/api/operations/{key}",
        "/api/events",
    ] {
        assert!(paths.contains_key(path), "{path}");
    }
    for (path, described) in paths {
        let real = path.replace("{id}", "none").replace("{key}", "none");
        for method in METHODS {
            let name: Method = method.to_uppercase().parse().unwrap();
            let status = api
                .request(name, &real)
                .send()
                .await
                .unwrap()
                .status()
                .as_u16();
            let routed = status != 405;
            assert_eq!(
                routed,
                described.get(method).is_some(),
                "{method} {path}: {status}"
            );
        }
    }
    // Whatever the 405 of a path allows is described too, so no route hides beside the others.
    for (path, described) in paths {
        let real = path.replace("{id}", "none").replace("{key}", "none");
        let answer = api.request(Method::TRACE, &real).send().await.unwrap();
        let allowed = answer.headers()["allow"].to_str().unwrap().to_lowercase();
        for method in allowed.split(", ").filter(|method| *method != "head") {
            assert!(described.get(method).is_some(), "{method} {path}");
        }
    }
}

/// Each answer has exactly the fields that its schema names.
#[tokio::test(flavor = "multi_thread")]
async fn answers_fit_their_schemas() {
    let api = Api::start().await;
    let description = api.get("/api/openapi.json").await;
    let ids = api.ids().await;
    let video = format!("/api/videos/{}", ids[0]);
    let batch = json!({ "operations": [
        { "key": uuid::Uuid::now_v7(), "op": "delete", "id": ids[1] },
        { "op": "rename", "id": ids[1], "title": "" },
    ] });
    let batch: Value = api
        .send(Method::POST, "/api/operations", batch)
        .await
        .json()
        .await
        .unwrap();
    let wrong = api
        .send(Method::PATCH, &video, json!({ "title": "" }))
        .await;
    let other = format!("/api/videos/{}", ids[2]);
    let deleted = api.send(Method::DELETE, &other, json!(null)).await;
    for (schema, answer) in [
        ("CourseList", api.get("/api/courses").await),
        ("Course", api.get("/api/courses/c1").await),
        ("VideoList", api.get("/api/courses/c1/videos").await),
        ("Trash", api.get("/api/courses/c1/trash").await),
        ("PlacedVideo", api.get(&video).await),
        ("Limits", api.get("/api/limits").await),
        ("Head", api.get("/api/head").await),
        ("Video", deleted.json().await.unwrap()),
        ("BatchAnswer", batch),
        ("Problem", wrong.json().await.unwrap()),
    ] {
        fits(
            &description,
            &json!({ "$ref": format!("#/components/schemas/{schema}") }),
            &answer,
            schema,
        );
    }
}

/// Checks types, that required fields are there, and that there are no others.
fn fits(description: &Value, schema: &Value, value: &Value, at: &str) {
    if let Some(name) = schema["$ref"].as_str() {
        let schema = description.pointer(name.trim_start_matches('#'));
        return fits(
            description,
            schema.unwrap_or_else(|| panic!("{name}")),
            value,
            at,
        );
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        let choice = choices
            .iter()
            .find(|choice| (choice["type"] == "null") == value.is_null());
        return fits(description, choice.expect("a choice"), value, at);
    }
    let kinds = match &schema["type"] {
        Value::Array(kinds) => kinds.clone(),
        kind => vec![kind.clone()],
    };
    let kind = match value {
        Value::Object(_) => "object",
        Value::Array(_) => "array",
        Value::String(_) => "string",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::Null => "null",
    };
    assert!(
        kinds.contains(&json!(kind)),
        "{at}: {value} is no {kinds:?}"
    );
    if let Some(fields) = value.as_object() {
        for required in schema["required"].as_array().into_iter().flatten() {
            assert!(
                fields.contains_key(required.as_str().unwrap()),
                "{at} lacks {required}"
            );
        }
        for (name, value) in fields {
            let schema = &schema["properties"][name];
            assert!(!schema.is_null(), "{at}/{name} is not described");
            fits(description, schema, value, &format!("{at}/{name}"));
        }
    }
    for (item, index) in value.as_array().into_iter().flatten().zip(0..) {
        fits(
            description,
            &schema["items"],
            item,
            &format!("{at}/{index}"),
        );
    }
}
