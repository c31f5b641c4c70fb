"""What all tests share: the evaluation data beside the checkout, and small papers to work on."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# One profile everywhere: the same examples each time, and no deadline on a busy machine.
settings.register_profile(
    "steady", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("steady")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared data; skips where it is absent, fails where it must not be."""
    folder = Path(os.environ.get("GRAPHX_SHARED") or Path(__file__).resolve().parents[2] / "shared")
    if not folder.is_dir():
        message = f"the shared evaluation data is not at {folder}"
        if "shared" in os.environ.get("GRAPHX_REQUIRE", ""):
            pytest.fail(f"{message}, but GRAPHX_REQUIRE asks for it")
        pytest.skip(message)
    return folder


@pytest.fixture(scope="session")
def pages(shared: Path) -> list[Path]:
    """The two real listing pages."""
    return sorted((shared / "pages").glob("*.txt"))
