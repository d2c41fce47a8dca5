"""What a person without a mouse does: go on with the Tab key until the goal has the focus."""

from playwright.sync_api import Locator, Page, expect


def tab_to(page: Page, goal: Locator, *, most: int = 120) -> None:
    """Reach a control by the Tab key alone; it must be there, and be one that the key reaches."""
    expect(goal).to_be_visible()
    for _press in range(most):
        if goal.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("The Tab key does not lead there.")


def press(page: Page, goal: Locator, key: str = "Enter") -> None:
    """Reach a control and press it."""
    tab_to(page, goal)
    page.keyboard.press(key)


def write(page: Page, goal: Locator, text: str) -> None:
    """Reach a field and put a text in the place of what stands there."""
    tab_to(page, goal)
    page.keyboard.press("Control+a")
    page.keyboard.type(text)
