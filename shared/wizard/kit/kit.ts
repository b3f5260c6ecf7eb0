/**
 * The Kit: the few components the screens are written with. Each platform's admin/ implements it once in the host's
 * native components; the screens are written once over it.
 *
 * 1. A Kit component holds no product logic and no texts of its own: every text arrives as a prop.
 * 2. Accessibility is the Kit's: labels and errors are tied to their fields, a dialog traps focus, closes on Esc through
 *    `onClose` and returns focus to its opener, status is icon and word.
 * 3. `Heading` with `takesFocus` moves focus to itself when it mounts or when `focusKey` changes (a step's heading).
 * 4. Usable at 320 px width; follows the host's theme; respects reduced motion.
 * 5. Every `id` becomes the DOM id of the control itself; every `testId` a `data-testid` on it.
 * 6. Only `Announcer` is a live region: `Message`, `Status` and field errors are not announced by themselves.
 */
import type { ComponentType, ReactNode } from 'react';

export interface Choice {
  readonly value: string;
  readonly label: string;
  /** A second line: a project's key, or why it cannot be chosen. */
  readonly hint?: string;
  readonly disabled?: boolean;
}

export interface FieldProps {
  readonly id: string;
  readonly label: string;
  readonly required?: boolean;
  readonly hint?: string;
  readonly error?: string | null;
  /** A "?" button beside the label, called `label`, that opens `text`. */
  readonly help?: { readonly label: string; readonly text: string };
  /** When this becomes another value than null, at mount too, the control takes focus (the first field in error after a refused Next). */
  readonly focusKey?: string | null;
}

/** The pages of the product, for hosts that have no navigation of their own; others render nothing for it. */
export interface Navigation {
  readonly label: string;
  readonly current: string;
  readonly items: readonly { readonly id: string; readonly title: string }[];
  readonly onGo: (id: string) => void;
}

export interface Kit {
  /** The whole page: title (the h1), buttons at its right, content. */
  readonly Page: ComponentType<{
    title: string;
    actions?: ReactNode;
    navigation?: Navigation;
    breadcrumb?: { label: string; onClick: () => void };
    children?: ReactNode;
  }>;
  readonly Heading: ComponentType<{ level: 2 | 3; takesFocus?: boolean; focusKey?: string; children?: ReactNode }>;
  /** A paragraph. `big` is for the security number. */
  readonly Text: ComponentType<{ tone?: 'normal' | 'subtle' | 'strong' | 'big'; testId?: string; children?: ReactNode }>;
  readonly List: ComponentType<{ items: readonly ReactNode[] }>;
  /** A read-only block of source, focusable so that it can be scrolled by keyboard. */
  readonly Code: ComponentType<{ label: string; text: string; testId?: string }>;
  readonly Stack: ComponentType<{ gap?: 'small' | 'medium' | 'large'; children?: ReactNode }>;
  readonly Row: ComponentType<{ gap?: 'small' | 'medium'; align?: 'start' | 'end' | 'between'; children?: ReactNode }>;
  /** A group whose label is shown above it, and named by it; not a heading, since it may stand at any level. */
  readonly Section: ComponentType<{ label: string; children?: ReactNode }>;
  readonly Divider: ComponentType<Record<string, never>>;

  readonly Button: ComponentType<{
    look: 'primary' | 'secondary' | 'subtle' | 'danger' | 'link';
    onClick: () => void;
    /** Greyed, yet focusable: aria-disabled. `onClick` still fires, so that it can say why. */
    unavailable?: boolean;
    busy?: boolean;
    /** Where the visible text alone would be ambiguous, e.g. in a table row. Starts with the visible text. */
    accessibleName?: string;
    /** As in FieldProps. */
    focusKey?: string | null;
    testId?: string;
    children?: ReactNode;
  }>;
  /** With `href` a link; without, a link inside the page that goes through `onClick`. `external` opens a new tab. */
  readonly Link: ComponentType<{ href?: string; onClick?: () => void; external?: boolean; testId?: string; children?: ReactNode }>;
  /** A "⋯" button, called `label`, with a menu. */
  readonly Menu: ComponentType<{
    label: string;
    testId?: string;
    items: readonly { id: string; label: string; danger?: boolean; onSelect: () => void }[];
  }>;

  readonly TextField: ComponentType<
    FieldProps & {
      value: string;
      onChange: (value: string) => void;
      onBlur?: () => void;
      onEnter?: () => void;
      kind?: 'text' | 'url' | 'password';
      autoFocus?: boolean;
      maxLength?: number;
    }
  >;
  readonly TextArea: ComponentType<
    FieldProps & { value: string; onChange: (value: string) => void; rows?: number; monospace?: boolean; spellCheck?: boolean }
  >;
  /** Read-only, selectable by hand; selects all on focus. */
  readonly CodeField: ComponentType<FieldProps & { value: string }>;
  readonly Checkbox: ComponentType<{ id: string; label: string; hint?: string; checked: boolean; onChange: (checked: boolean) => void }>;
  /** One radio group of cards. A disabled card stays reachable (aria-disabled) and shows why; choosing it does nothing. */
  readonly Cards: ComponentType<{
    id: string;
    label: string;
    required?: boolean;
    hint?: string;
    error?: string | null;
    focusKey?: string | null;
    value: string | null;
    onChange: (value: string) => void;
    cards: readonly { value: string; title: string; points: readonly string[]; disabledBecause?: string }[];
  }>;
  /** A combobox that searches as one types (ARIA 1.2 pattern). `options` is for the current `query`. */
  readonly Combobox: ComponentType<
    FieldProps & {
      value: Choice | null;
      query: string;
      onQuery: (query: string) => void;
      options: readonly Choice[];
      loading: boolean;
      /** Shown where there is no option. */
      emptyText: string;
      loadingText: string;
      more?: { label: string; onMore: () => void } | null;
      onChange: (choice: Choice | null) => void;
    }
  >;
  /** A removable chip; its × is a button called `removeLabel`, which takes the focus of `focusKey`. */
  readonly Chip: ComponentType<{ label: string; removeLabel: string; onRemove: () => void; focusKey?: string | null }>;

  readonly Table: ComponentType<{
    label: string;
    /** `rowHeader`: its cells are the rows' headers. On a narrow page the table scrolls or stacks; nothing is lost but `hideOnNarrow`. */
    columns: readonly { id: string; title: string; hideOnNarrow?: boolean; rowHeader?: boolean }[];
    /** Keyed by `id`, so that a redraw keeps focus in its row. */
    rows: readonly { id: string; testId?: string; cells: { readonly [columnId: string]: ReactNode } }[];
    empty: ReactNode;
    loading?: boolean;
    loadingText: string;
  }>;
  readonly Facts: ComponentType<{ facts: readonly { label: string; value: ReactNode }[] }>;
  /** ARIA tabs; only the selected tab's content is rendered. */
  readonly Tabs: ComponentType<{
    label: string;
    selected: string;
    onSelect: (id: string) => void;
    tabs: readonly { id: string; title: string; content: ReactNode }[];
  }>;
  readonly Status: ComponentType<{ tone: 'neutral' | 'progress' | 'good' | 'warning' | 'bad'; children: string }>;
  /** The icon of a node type (decorative) beside `label`; unknown node types get a neutral one. */
  readonly HostIcon: ComponentType<{ nodeType: string; label: string }>;
  readonly Message: ComponentType<{
    tone: 'info' | 'success' | 'warning' | 'error';
    title?: string;
    actions?: ReactNode;
    children?: ReactNode;
  }>;
  readonly Spinner: ComponentType<{ label: string }>;

  /**
   * A wizard's frame: a modal with `title` and × (called `closeLabel`). × and Esc ask `onClose`; it does not close by itself
   * and a click beside it does nothing. A `Heading` with `takesFocus` inside gets the first focus.
   */
  readonly Dialog: ComponentType<{
    title: string;
    closeLabel: string;
    onClose: () => void;
    footer: ReactNode;
    width?: 'medium' | 'large';
    children?: ReactNode;
  }>;
  /** A question over everything, the dialog included. Focus starts on the safe button (cancel); Esc cancels. */
  readonly Confirm: ComponentType<{
    title: string;
    confirmLabel: string;
    cancelLabel: string;
    danger?: boolean;
    busy?: boolean;
    onConfirm: () => void;
    onCancel: () => void;
    children?: ReactNode;
  }>;
  /** Polite announcements for screen readers (`role="status"`); visually hidden. Rendered once, always mounted. */
  readonly Announcer: ComponentType<{ message: string }>;
}
