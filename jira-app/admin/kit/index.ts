/** The Kit in Atlassian's own components (https://atlassian.design/components). */
import type { Kit } from '@entente/wizard';
import { Button, Chip, Link, Menu } from './actions.tsx';
import { Cards, Combobox } from './choices.tsx';
import { Facts, HostIcon, Message, Spinner, Status, Table, Tabs } from './data.tsx';
import { Announcer, Confirm, Dialog } from './dialogs.tsx';
import { Checkbox, CodeField, TextArea, TextField } from './fields.tsx';
import { Code, Divider, Heading, List, Page, Row, Section, Stack, Text } from './layout.tsx';
import './kit.css';

export const kit: Kit = {
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
