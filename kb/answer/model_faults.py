"""What can go wrong with a model server, said so that a clinician or an administrator can act on it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from kb.errors import ModelUnavailable


class Fault(Enum):
    """The kinds of failure, each with its own message and hint."""

    DOWN = "down"
    MISSING = "missing"
    CLOUD = "cloud"
    SLOW = "slow"
    LOADING = "loading"
    DIED = "died"
    MALFORMED = "malformed"
    EMPTY = "empty"
    REDIRECTED = "redirected"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Server:
    """A model server as messages name it.

    ``start`` says how to start it, ``fetch`` how to get the model.
    """

    name: str
    address: str
    model: str
    start: str
    fetch: str
    timeout_seconds: float

    def unavailable(self, fault: Fault, detail: str = "") -> ModelUnavailable:
        """The error for ``fault``; ``detail`` is what the server said."""
        message, hint = self._words(fault)
        said = " ".join(detail.split())[:200]
        if said:
            message = f"{message} It said: {said.rstrip('.')}."
        if re.search(r"memory|cuda|vram", said, re.IGNORECASE):
            hint = "The computer has too little memory for this model. Set KB_MODEL__NAME to a smaller one."
        return ModelUnavailable(message, hint=hint)

    def _words(self, fault: Fault) -> tuple[str, str]:
        who, model, log = self.name, self.model, f"See the log of {self.name}, then ask again."
        return {
            Fault.DOWN: (f"{who} does not answer at {self.address}.", self.start),
            Fault.MISSING: (f"{who} does not have the model {model}.", self.fetch),
            Fault.CLOUD: (
                f"The model {model} runs in a cloud, not on this computer; nothing was sent.",
                "Set KB_MODEL__NAME to a local model, for example qwen3:4b.",
            ),
            Fault.SLOW: (
                f"{who} sent no word of an answer for {self.timeout_seconds:g} seconds.",
                "The model may still be loading, or be too large for this computer: ask again, choose a"
                " smaller model with KB_MODEL__NAME, or allow more time with KB_MODEL__TIMEOUT_SECONDS.",
            ),
            Fault.LOADING: (
                f"{who} is still loading the model {model}.",
                "Ask again in a moment.",
            ),
            Fault.DIED: (f"{who} broke off in the middle of its answer.", log),
            Fault.MALFORMED: (
                f"{who} sent something that is not an answer.",
                f"Check that {self.address} is a {who} server, and that its version is current.",
            ),
            Fault.EMPTY: (
                f"{who} finished without writing anything.",
                f"Ask again, or choose another model than {model} with KB_MODEL__NAME.",
            ),
            Fault.REDIRECTED: (
                f"{who} pointed to another address, which was not followed: nothing was sent there.",
                "Set the server's own address, not one that redirects.",
            ),
            Fault.REFUSED: (f"{who} reported an error.", log),
        }[fault]
