/** The Kit in semantic HTML and one small stylesheet, for pages without a host's own components. Load `plain.css` with it. */
import type { Kit } from '../kit.ts';
import { Button, Link, Menu } from './buttons.tsx';
import { Code, Facts, HostIcon, Message, Spinner, Status, Table, Tabs } from './data.tsx';
import { Announcer, Confirm, Dialog } from './dialogs.tsx';
import { Cards, Checkbox, Chip, CodeField, Combobox, TextArea, TextField } from './fields.tsx';
import { Divider, Heading, List, Page, Row, Section, Stack, Text } from './layout.tsx';

export const plainKit: Kit = {
  Page,
  Heading,
  Text,
  List,
  Code,
  Stack,
  Row,
  Section,
  Divider,
  Button,
  Link,
  Menu,
  TextField,
  TextArea,
  CodeField,
  Checkbox,
  Cards,
  Combobox,
  Chip,
  Table,
  Facts,
  Tabs,
  Status,
  HostIcon,
  Message,
  Spinner,
  Dialog,
  Confirm,
  Announcer,
};
