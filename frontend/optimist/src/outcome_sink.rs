//! Where a batch's outcomes go as they come.

use optimist_core::{Input, Key, Outcome, RequestId};

use crate::weak_client::WeakClient;

/// Takes the outcomes of one request, in any order, one by one.
#[derive(Clone)]
pub struct OutcomeSink {
    pub(crate) client: WeakClient,
    pub(crate) request: RequestId,
}

impl OutcomeSink {
    /// Sends the outcome of one operation to the engine. A key that the request was not asked for,
    /// or that has had its outcome, changes nothing.
    pub fn send(&self, key: Key, outcome: Outcome) {
        let request = self.request;
        self.client.with(|client| {
            client.input(Input::Answered {
                request,
                key,
                outcome,
            });
        });
    }

    /// Lets the browser draw when a frame is due. Whatever reads a long stream awaits this between
    /// outcomes.
    pub async fn yield_to_browser(&self) {
        if let Some(client) = self.client.upgrade() {
            client.yield_to_browser().await;
        }
    }
}
